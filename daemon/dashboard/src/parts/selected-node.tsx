// What is said of the node that is chosen in the graph.

import type { Graph } from "dashboard/graph/graph";
import { Remarks, StateBadge } from "dashboard/parts/badge";
import { NodeLink } from "dashboard/parts/node-link";
import { newest, type Picture } from "dashboard/state/picture";
import { link } from "dashboard/state/route";
import { scoreText } from "dashboard/words/numbers";
import { headlineOf, why } from "dashboard/words/reason";

interface Props {
  id: string;
  graph: Graph;
  picture: Picture;
  closed?: ReadonlySet<string>;
  turn?: (id: string) => void; // without it nothing can be collapsed
}

export function SelectedNode({ id, graph, picture, closed, turn }: Props) {
  const node = newest(picture, graph.nodes.get(id)!);
  const needs = graph.edges.filter((e) => e.from === id);
  const headline = node.reason ? headlineOf(node.reason) : undefined;
  return (
    <div class="selected" aria-live="polite">
      <p>
        <StateBadge node={node} /> <b>{id}</b> <span class="score">{scoreText(node.score)}</span> <Remarks node={node} />
      </p>
      {headline && (
        <p>
          {headline.id && headline.id !== id && <NodeLink id={headline.id} />} {why(headline)}
        </p>
      )}
      {needs.length > 0 && (
        <p class="soft">
          needs{" "}
          {needs.map((e, i) => (
            <span key={e.to}>
              {i > 0 && ", "}
              {e.to}
              {edgeText(e.child) && ` (${edgeText(e.child)})`}
            </span>
          ))}
        </p>
      )}
      <p class="actions">
        <NodeLink id={id}>All about it</NodeLink> <a href={link("graph", id)}>Only what is below</a>{" "}
        {turn && (
          <button type="button" class="quiet" onClick={() => turn(id)}>
            {closed?.has(id) ? "Open" : "Collapse"}
          </button>
        )}
      </p>
    </div>
  );
}

// "weight 2, at most degraded, essential"
export function edgeText(edge: { weight?: number; impact?: string; essential?: boolean }): string {
  return [edge.weight !== undefined && `weight ${+edge.weight.toFixed(3)}`, edge.impact?.replaceAll("_", " "), edge.essential && "essential"]
    .filter(Boolean)
    .join(", ");
}
