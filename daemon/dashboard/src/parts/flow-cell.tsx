// A flow in a region: its traffic light, its score, and what is to blame.

import type { Brief, Verdict } from "dashboard/api/types";
import { Remarks, StateBadge } from "dashboard/parts/badge";
import { nodeHref } from "dashboard/parts/node-link";
import { sparkOf, type Sparks } from "dashboard/parts/sparks";
import { StateStrip } from "dashboard/parts/state-strip";
import { lookOf } from "dashboard/words/look";
import { scoreText } from "dashboard/words/numbers";
import { culpritName, headlineOf, why } from "dashboard/words/reason";

interface Props {
  node: Brief;
  verdict: Verdict | undefined;
  sparks?: Sparks | undefined;
}

export function FlowCellLink({ node, verdict, sparks }: Props) {
  return (
    <a class={`cell ${lookOf(node)}`} href={nodeHref(node.id)} data-id={node.id} title={node.reason ?? ""}>
      <span class="cell-top">
        <StateBadge node={node} />
        <span class="score">{scoreText(node.score)}</span>
      </span>
      {node.reason && <Why node={node} reason={node.reason} />}
      <Remarks node={node} />
      {verdict && <ToldOfFlow verdict={verdict} />}
      {sparks && <StateStrip segments={sparkOf(sparks, node)} label="The last hour" />}
    </a>
  );
}

function Why({ node, reason }: { node: Brief; reason: string }) {
  const headline = headlineOf(reason);
  return (
    <span class="reason">
      {headline.id && <b>{culpritName(headline.id, node.region)}</b>} {why(headline)}
    </span>
  );
}

// Only what is out of the ordinary: a flow that is up by its own evidence needs no words.
function ToldOfFlow({ verdict: v }: { verdict: Verdict }) {
  if (v.serves && v.source === "computed") return null;
  return (
    <span class="remark">
      {v.serves ? `balancers: ${v.effective}` : "no traffic"}
      {v.source !== "computed" && ` (${v.source.replaceAll("_", " ")})`}
      {v.serves && v.weight_percent < 100 && `, weight ${v.weight_percent} %`}
    </span>
  );
}
