// What was kept of the objectives: how much of the budget is left, and how fast it burns.

import type { Attained } from "dashboard/api/slo";
import { Badge } from "dashboard/parts/badge";
import { NodeLink } from "dashboard/parts/node-link";
import { Panel } from "dashboard/parts/panel";
import { downtimeText } from "dashboard/words/availability";
import { duration, percent, ratioText } from "dashboard/words/numbers";

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

function Row({ of: a }: { of: Attained }) {
  const { id, window, available: t, alerts } = a;
  const firing = alerts.filter((alert) => alert.fires);
  return (
    <tr>
      <th scope="row">
        <NodeLink id={id} />
      </th>
      <td>
        {window} <SoFar of={a} />
      </td>
      <td class="number">{ratioText(t.objective)}</td>
      <td class="number">{t.attained === null ? "–" : ratioText(t.attained)}</td>
      <td class="number">{downtimeText(t.bad_s ?? null)}</td>
      <td>
        <BudgetLeft ratio={t.budget_remaining} of={id} />
      </td>
      <td class="soft">{burnText(a)}</td>
      <td>
        {firing.map((alert) => (
          <Badge key={`${alert.severity} ${alert.over}`} look={alert.severity === "page" ? "unhealthy" : "degraded"} word={`${alert.severity} (${alert.over})`} />
        ))}
        {firing.length === 0 && <span class="soft">none</span>}
      </td>
    </tr>
  );
}

// The budget is one of the time that was counted: of a short one little is left soon.
function SoFar({ of: { from, until, available: t } }: { of: Attained }) {
  if (!from || !until || !t.budget_s) return null;
  const counted = Date.parse(until) - Date.parse(from), whole = (t.budget_s * 1000) / (1 - t.objective);
  return counted < 0.95 * whole ? <div class="soft whole">{duration(counted)} so far</div> : null;
}

// Of the windows that alerts look at; how much faster than what would just use the budget up.
function burnText({ available: { burn_rates }, alerts }: Attained): string {
  const over = new Set(alerts.map((alert) => alert.over));
  const rates = Object.entries(burn_rates).filter(([window, rate]) => rate !== null && (over.size === 0 || over.has(window)));
  if (rates.length === 0) return "–";
  return rates.every(([, rate]) => rate === 0) ? "not at all" : rates.map(([window, rate]) => `${window} ${+rate!.toFixed(1)}×`).join(", ");
}

const LEAST_SHOWN = -10; // -1000 %

export function BudgetLeft({ ratio, of }: { ratio: number | null; of: string }) {
  if (ratio === null) return <span class="soft">not known yet</span>;
  return (
    <span class="traffic">
      <meter min={0} max={1} low={0.1} high={0.3} optimum={1} value={Math.max(0, ratio)} aria-label={`budget left of ${of}`} />
      <span title={percent(ratio * 100)}>{ratio < LEAST_SHOWN ? "overspent" : percent(ratio * 100)}</span>
    </span>
  );
}
