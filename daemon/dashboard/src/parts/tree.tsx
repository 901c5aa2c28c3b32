// What is below a node, as a tree that opens where something is ill.

import { useState } from "preact/hooks";
import type { Child, Tree, TreeNode } from "dashboard/api/types";
import { ask, nodePath } from "dashboard/api/ask";
import { Remarks, StateBadge } from "dashboard/parts/badge";
import { NodeLink } from "dashboard/parts/node-link";
import { Mistake, Nothing, Panel } from "dashboard/parts/panel";
import { useAsked } from "dashboard/state/asked";
import { newest, type Picture } from "dashboard/state/picture";
import { lookOf } from "dashboard/words/look";
import { scoreText } from "dashboard/words/numbers";
import { headlineOf, why } from "dashboard/words/reason";

export function TreePanel({ id, picture }: { id: string; picture: Picture }) {
  const { value: tree, error } = useAsked(id, picture.status.generation, (signal) => ask<Tree>(nodePath(id, "/tree"), { signal }));
  const known = new Map((tree?.nodes ?? []).map((n) => [n.id, n]));
  return (
    <Panel title="What is below">
      {error && <Mistake text={error} />}
      {!tree && !error && <Nothing>Asking the daemon …</Nothing>}
      {tree && (
        <ul id="tree" class="tree">
          <Branch id={id} known={known} picture={picture} depth={0} />
        </ul>
      )}
      {tree?.truncated && <p class="soft">There is more: open a node to see what is below it.</p>}
    </Panel>
  );
}

interface BranchProps {
  id: string;
  edge?: Child;
  known: Map<string, TreeNode>;
  picture: Picture;
  depth: number;
}

function Branch({ id, edge, known, picture, depth }: BranchProps) {
  const node = known.get(id);
  const [chosen, choose] = useState<boolean | null>(null); // what the reader wants, if anything
  if (!node) return null;
  const now = newest(picture, node);
  const open = chosen ?? (depth === 0 || lookOf(now) !== "healthy");
  if (node.children.length === 0)
    return (
      <li class="leaf">
        <Row node={now} edge={edge} />
      </li>
    );
  return (
    <li>
      <button type="button" class="twig" aria-expanded={open} aria-label={`What is below ${id}`} onClick={() => choose(!open)} />
      <Row node={now} edge={edge} />
      {open && (
        <ul>
          {node.children.map((c) => (
            <Branch key={c.id} id={c.id} edge={c} known={known} picture={picture} depth={depth + 1} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Row({ node, edge }: { node: Pick<TreeNode, "id" | "kind" | "state" | "score" | "since"> & Partial<TreeNode>; edge: Child | undefined }) {
  const headline = node.reason ? headlineOf(node.reason) : undefined;
  return (
    <span class={`row ${node.kind === "signal" ? "signal-row" : ""}`}>
      <StateBadge node={node} />
      <NodeLink id={node.id} />
      <span class="score">{scoreText(node.score)}</span>
      <span class="tag">{node.kind}</span>
      {edge?.impact && <span class="tag">{edge.impact.replaceAll("_", " ")}</span>}
      {edge?.essential && <span class="tag">essential</span>}
      {headline && (
        <span class="why">
          {headline.id !== node.id && headline.id && `${headline.id}: `}
          {why(headline)}
        </span>
      )}
      <Remarks node={node} />
    </span>
  );
}
