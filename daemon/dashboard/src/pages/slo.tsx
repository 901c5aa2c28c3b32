// Objectives: what the design can promise, what costs most of it, what one more region brings; and what was kept of them.

import { askSlo, type CalculatedFlow, type Slo } from "dashboard/api/slo";
import { AttainedTable } from "dashboard/parts/attained-table";
import { BurnDowns } from "dashboard/parts/burn-down";
import { Badge } from "dashboard/parts/badge";
import { Costs } from "dashboard/parts/costs";
import { NodeLink } from "dashboard/parts/node-link";
import { Mistake, Nothing, Panel } from "dashboard/parts/panel";
import type { PageProps } from "dashboard/pages/table";
import { useAsked } from "dashboard/state/asked";
import { useRound } from "dashboard/state/pace";
import { availabilityText, downtimeText } from "dashboard/words/availability";
import { duration, ratioText } from "dashboard/words/numbers";

const ASK_EVERY_MS = 30_000;

export function SloPage({ picture }: PageProps) {
  const { value: slo, error } = useAsked(`slo ${picture.status.generation}`, useRound(ASK_EVERY_MS), askSlo);
  if (!slo) return error ? <Mistake text={error} /> : <Nothing>Asking the daemon …</Nothing>;
  return (
    <>
      {slo.attained && slo.attained.length > 0 && <AttainedTable attained={slo.attained} />}
      {slo.attained && <BurnDowns attained={slo.attained} picture={picture} />}
      <Panel title={`What the design can promise, in ${duration(slo.period_s * 1000)}`} id="calculated">
        <Calculated slo={slo} />
        <p class="soft">{slo.remark}</p>
        {slo.assumed.length > 0 && <p class="soft">Assumed to be always there, for want of a figure: {slo.assumed.join(", ")}.</p>}
        {slo.entangled.length > 0 && <p class="soft">Only bounds are known of: {slo.entangled.join(", ")}.</p>}
      </Panel>
      <Costs flows={slo.flows} />
    </>
  );
}

function Calculated({ slo }: { slo: Slo }) {
  if (slo.flows.length === 0) return <Nothing>The model has no flows.</Nothing>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Calculated availability">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">flow</th>
            <th scope="col" class="number">objective</th>
            <th scope="col" class="number">calculated</th>
            <th scope="col" class="number">downtime</th>
            <th scope="col" class="number">allowed</th>
            <th scope="col">within reach</th>
            <th scope="col" class="number">one more region</th>
          </tr>
        </thead>
        <tbody>
          {slo.flows.map((f) => (
            <Row key={f.id} flow={f} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Row = ({ flow: f }: { flow: CalculatedFlow }) => (
  <tr>
    <th scope="row">
      <NodeLink id={f.id} />
    </th>
    <td class="number">{f.objective === null ? "none" : ratioText(f.objective)}</td>
    <td class="number">{availabilityText(f)}</td>
    <td class="number">{downtimeText(f.expected_downtime_s)}</td>
    <td class="number">{downtimeText(f.allowed_downtime_s)}</td>
    <td>{f.objective === null ? "–" : f.reachable === null ? <span class="soft">not known</span> : <Badge look={f.reachable ? "healthy" : "unhealthy"} word={f.reachable ? "yes" : "no"} />}</td>
    <td class="number">{f.one_more_region ? availabilityText(f.one_more_region) : "–"}</td>
  </tr>
);
