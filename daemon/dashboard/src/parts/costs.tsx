// Whose failures cost a flow its time: so much less downtime if each never failed.

import type { CalculatedFlow } from "dashboard/api/slo";
import { NodeLink } from "dashboard/parts/node-link";
import { Panel } from "dashboard/parts/panel";
import { downtimeText } from "dashboard/words/availability";

const MOST_SHOWN = 8;

export const Costs = ({ flows }: { flows: readonly CalculatedFlow[] }) => (
  <div class="columns">
    {flows.filter((f) => f.costs && f.costs.length > 0).map((f) => (
      <Panel key={f.id} title={`What costs ${f.id} most`}>
        <ul class="bars">
          {f.costs!.slice(0, MOST_SHOWN).map((c) => (
            <li key={c.id}>
              <NodeLink id={c.id} />
              <meter min={0} max={f.costs![0]!.downtime_s || 1} value={c.downtime_s} aria-label={`downtime by ${c.id}`} />
              <span class="number">{downtimeText(c.downtime_s)}</span>
            </li>
          ))}
        </ul>
      </Panel>
    ))}
  </div>
);
