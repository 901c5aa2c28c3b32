// Who the node is, how it is, and what balancers are told of it.

import type { NodeDetail } from "dashboard/api/types";
import { Badge, Remarks, VerdictBadge } from "dashboard/parts/badge";
import { Icon } from "dashboard/parts/icon";
import { NodeLink } from "dashboard/parts/node-link";
import { useCell } from "dashboard/state/cell";
import { now } from "dashboard/state/clock";
import { stale } from "dashboard/state/live";
import type { Picture } from "dashboard/state/picture";
import { link } from "dashboard/state/route";
import { lookOf, worstState } from "dashboard/words/look";
import { isWebAddress } from "dashboard/words/names";
import { age, scoreText } from "dashboard/words/numbers";
import { clock } from "dashboard/words/time";

// What is told to balancers can be steered; of everything else somebody can take care.
function operate({ id, kind, entity, region }: NodeDetail): string {
  const steers = region !== undefined && (kind === "region" || kind === "flow");
  if (!steers) return link("operations", "", { kind: "acknowledge", node: id });
  return link("operations", "", { kind: "drain", region, ...(kind === "flow" && entity ? { flow: entity } : {}) });
}

export function NodeHead({ node, picture }: { node: NodeDetail; picture: Picture }) {
  const look = useCell(stale) ? "unknown" : lookOf(node);
  const time = useCell(now);
  const verdict = picture.verdicts.get(node.id) ?? picture.status.regions.find((r) => r.id === node.id)?.verdict;
  const worst = worstState(picture.status.states);
  const differs = node.routing.state !== node.state;
  return (
    <section class={`verdict ${look}`} aria-labelledby="node-title">
      <Icon look={look} />
      <div>
        <p class="soft crumbs">
          {node.kind}
          {node.parents.length > 0 && " · needed by "}
          {node.parents.map((p, i) => (
            <span key={p}>
              {i > 0 && ", "}
              <NodeLink id={p} />
            </span>
          ))}
        </p>
        <h1 id="node-title">{node.id}</h1>
        <p class="verdict-facts">
          <span>
            <b>{node.state}</b> since {clock(node.since)} <span class="soft">({age(time - Date.parse(node.since))})</span>
          </span>
          {node.held && <span>held: its last known state, while evidence is missing</span>}
          {differs && (
            <span>
              for balancers <Badge look={lookOf(node.routing)} word={node.routing.state} />
            </span>
          )}
          {verdict && (
            <span>
              balancers are told <VerdictBadge verdict={verdict} />{" "}
              <span class="soft">
                ({verdict.source.replaceAll("_", " ")}, weight {verdict.weight_percent} %)
              </span>
            </span>
          )}
          <Remarks node={node} />
        </p>
        <Notes owner={node.owner} runbook={node.runbook} />
        <p class="actions">
          <a href={link("graph", node.id)}>Graph</a>
          <a href={link("what-if", "", { [node.id]: worst })}>What if it were {worst}</a>
          {node.kind !== "root" && <a href={operate(node)}>{verdict && node.region ? "Drain" : "Acknowledge"}</a>}
          <a href={`badges/${encodeURIComponent(node.id)}.svg`}>Badge</a>
        </p>
      </div>
      <div class="verdict-score">
        <span>{scoreText(node.score)}</span>
        <small>score</small>
      </div>
    </section>
  );
}

function Notes({ owner, runbook }: { owner: string | undefined; runbook: string | undefined }) {
  if (!owner && !runbook) return null;
  return (
    <p class="verdict-facts" id="notes">
      {owner && (
        <span>
          <span class="soft">owner</span> {owner}
        </span>
      )}
      {runbook && (
        <span>
          <span class="soft">runbook</span> {isWebAddress(runbook) ? <a href={runbook} rel="noreferrer">{runbook}</a> : runbook}
        </span>
      )}
    </p>
  );
}
