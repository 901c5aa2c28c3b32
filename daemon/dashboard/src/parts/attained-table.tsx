// What was kept of the objectives: how much of the budget is left, and how fast it burns.

import type { Attained } from "dashboard/api/slo";
import { Badge } from "dashboard/parts/badge";
import { NodeLink } from "dashboard/parts/node-link";
import { Panel } from "dashboard/parts/panel";
import { downtimeText } from "dashboard/words/availability";
import { percent, ratioText } from "dashboard/words/numbers";

export const AttainedTable = ({ attained }: { attained: readonly Attained[] }) => (
  <Panel title="What was kept" id="attained">
    <div class="scroll" tabIndex={0} role="region" aria-label="Attained availability">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">of</th>
            <th scope="col">in</th>
            <th scope="col" class="number">objective</th>
            <th scope="col" class="number">attained</th>
            <th scope="col" class="number">down</th>
            <th scope="col">budget left</th>
            <th scope="col">burns, by window</th>
            <th scope="col">alerts</th>
          </tr>
        </thead>
        <tbody>
          {attained.map((a) => (
            <Row key={`${a.id} ${a.window}`} of={a} />
          ))}
        </tbody>
      </table>
    </div>
  </Panel>
);

function Row({ of: { id, window, available: t, alerts } }: { of: Attained }) {
  const firing = alerts.filter((a) => a.fires);
  const rates = Object.entries(t.burn_rates).filter(([, rate]) => rate !== null);
  return (
    <tr>
      <th scope="row">
        <NodeLink id={id} />
      </th>
      <td>{window}</td>
      <td class="number">{ratioText(t.objective)}</td>
      <td class="number">{t.attained === null ? "–" : ratioText(t.attained)}</td>
      <td class="number">{downtimeText(t.bad_s ?? null)}</td>
      <td>
        <BudgetLeft ratio={t.budget_remaining} of={id} />
      </td>
      <td class="soft">{rates.map(([over, rate]) => `${over} ${+rate!.toFixed(1)}×`).join(", ") || "–"}</td>
      <td>
        {firing.map((a) => (
          <Badge key={`${a.severity} ${a.over}`} look={a.severity === "page" ? "unhealthy" : "degraded"} word={`${a.severity} (${a.over})`} />
        ))}
        {firing.length === 0 && <span class="soft">none</span>}
      </td>
    </tr>
  );
}

export function BudgetLeft({ ratio, of }: { ratio: number | null; of: string }) {
  if (ratio === null) return <span class="soft">not known yet</span>;
  return (
    <span class="traffic">
      <meter min={0} max={1} low={0.1} high={0.3} optimum={1} value={Math.max(0, ratio)} aria-label={`budget left of ${of}`} />
      <span>{percent(ratio * 100)}</span>
    </span>
  );
}
