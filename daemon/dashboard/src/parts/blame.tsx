// Who is to blame, and by which path: the answer to "because of what".

import type { Culprit, NodeDetail } from "dashboard/api/types";
import { StateBadge } from "dashboard/parts/badge";
import { NodeLink } from "dashboard/parts/node-link";
import { Panel } from "dashboard/parts/panel";
import { headlineOf, why } from "dashboard/words/reason";

export function Blame({ node }: { node: NodeDetail }) {
  if (node.blame.length === 0) return null;
  const first = node.reason && headlineOf(node.reason).id; // whom the page above names
  const sorted = [...node.blame].sort((a, b) => Number(b.id === first) - Number(a.id === first));
  return (
    <Panel title="Because of" id="blame">
      <ol class="plain">
        {sorted.map((c) => (
          <li key={c.id}>
            <StateBadge node={c} /> <NodeLink id={c.id} />
            {c.alone && <span class="tag" title="without it the node would be better">alone</span>}
            {c.reason && <div>{why(headlineOf(c.reason))}</div>}
            <Path of={node.id} culprit={c} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Path({ of, culprit }: { of: string; culprit: Culprit }) {
  if (culprit.path.length < 2) return null;
  return (
    <div class="soft">
      {[of, ...culprit.path].map((step, i) => (
        <span key={step}>
          {i > 0 && " → "}
          {step === of ? step : <NodeLink id={step} />}
        </span>
      ))}
    </div>
  );
}
