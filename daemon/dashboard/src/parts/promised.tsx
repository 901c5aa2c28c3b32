// What the design would promise while what is assumed lasts: a database that is down for good, or one that never fails.

import { askWhatIfSlo, type WhatIfSlo } from "dashboard/api/slo";
import { NodeLink } from "dashboard/parts/node-link";
import { Mistake, Nothing, Panel } from "dashboard/parts/panel";
import { useAsked } from "dashboard/state/asked";
import { availabilityText, downtimeText } from "dashboard/words/availability";
import { listed } from "dashboard/words/names";
import { duration } from "dashboard/words/numbers";

export function Promised({ assumed, generation }: { assumed: Record<string, string>; generation: number }) {
  const { value: slo, error } = useAsked("promised", JSON.stringify([assumed, generation]), (signal) => askWhatIfSlo(assumed, signal));
  return (
    <Panel title="What the design would promise as long as it lasts" id="promised">
      {error && <Mistake text={error} />}
      {!slo && !error && <Nothing>Asking the daemon …</Nothing>}
      {slo && slo.flows.length === 0 && <Nothing>No flow's calculated availability would be another one.</Nothing>}
      {slo && slo.flows.length > 0 && <Flows slo={slo} />}
      {slo && slo.left_out.length > 0 && <p class="soft">It says nothing of availability that this is assumed: {listed(slo.left_out)}.</p>}
    </Panel>
  );
}

const Flows = ({ slo }: { slo: WhatIfSlo }) => (
  <div class="scroll" tabIndex={0} role="region" aria-label="Calculated availability, under what is assumed">
    <table class="list">
      <thead>
        <tr>
          <th scope="col">flow</th>
          <th scope="col" class="number">calculated</th>
          <th scope="col" class="number">would be</th>
          <th scope="col" class="number">downtime in {duration(slo.period_s * 1000)}</th>
        </tr>
      </thead>
      <tbody>
        {slo.flows.map((f) => (
          <tr key={f.id}>
            <th scope="row">
              <NodeLink id={f.id} />
            </th>
            <td class="number">{availabilityText(f.before)}</td>
            <td class="number">{availabilityText(f)}</td>
            <td class="number">
              {downtimeText(f.before.expected_downtime_s)} → {downtimeText(f.expected_downtime_s)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
