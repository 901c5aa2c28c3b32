// Flows as rows, regions as columns. On a telephone each flow is a card.

import type { PastPicture, PastVerdict } from "dashboard/api/history";
import type { Attained } from "dashboard/api/slo";
import type { Brief, Flow, Region } from "dashboard/api/types";
import { BudgetLeft } from "dashboard/parts/attained-table";
import { StateBadge } from "dashboard/parts/badge";
import { useBudgets } from "dashboard/parts/budgets";
import { FlowCellLink } from "dashboard/parts/flow-cell";
import { RegionHead, ToldThen } from "dashboard/parts/region-head";
import { NodeLink } from "dashboard/parts/node-link";
import { Nothing } from "dashboard/parts/panel";
import { type Sparks, useSparks } from "dashboard/parts/sparks";
import { newest, type Picture } from "dashboard/state/picture";
import { ratioText } from "dashboard/words/numbers";

// `past`: of another time. Then the last hour is left out, and what is left of budgets.
export function FlowTable({ picture, past }: { picture: Picture; past?: PastPicture }) {
  const { flows, regions } = picture.status;
  const recent = useSparks(), kept = useBudgets();
  const sparks = past ? undefined : recent;
  if (flows.length === 0) return <Nothing>The model has no flows: see its nodes in the graph.</Nothing>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Flows by region">
      <table class={`matrix ${regions.length > 3 ? "many" : ""}`}>
        <thead>
          <tr>
            <th class="soft">flow</th>
            {regions.map((r) => (past ? <PastHead key={r.id} node={newest(picture, r)} told={past.verdicts.find((v) => v.region === r.id && !v.flow)} />
                                      : <RegionHead key={r.id} region={r} node={newest(picture, r)} own={r.id === picture.status.own_region} />))}
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <Row key={flow.id} {...{ flow, regions, picture, sparks }} budget={past ? undefined : kept.get(flow.id)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const PastHead = ({ node, told }: { node: Brief; told: PastVerdict | undefined }) => (
  <th scope="col" class="region">
    <NodeLink id={node.id} /> <StateBadge node={node} />
    {told && <ToldThen told={told} />}
  </th>
);

interface RowProps {
  flow: Flow;
  regions: Region[];
  picture: Picture;
  sparks: Sparks | undefined;
  budget?: Attained | undefined;
}

function Row({ flow, regions, picture, sparks, budget }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <NodeLink id={flow.id} />
        <div class="soft">
          {flow.criticality}
          {flow.objective_ratio !== undefined && ` · objective ${ratioText(flow.objective_ratio)}`}
        </div>
        {budget && <Budget of={budget} />}
      </th>
      {flow.scope === "global" ? (
        <td colSpan={regions.length} data-region="all regions">
          <FlowCellLink node={newest(picture, flow)} verdict={undefined} sparks={sparks} />
        </td>
      ) : (
        regions.map((r) => <Place key={r.id} region={r} cell={flow.regions.find((c) => c.region === r.id)} {...{ picture, sparks }} />)
      )}
    </tr>
  );
}

const Budget = ({ of: { id, available, alerts } }: { of: Attained }) => (
  <div>
    {available.budget_remaining === null ? (
      <span class="soft">budget not known yet</span>
    ) : (
      <>
        <BudgetLeft ratio={available.budget_remaining} of={id} /> <span class="soft">budget left</span>
      </>
    )}
    {alerts.some((a) => a.fires) && <span class="remark warn">it burns too fast</span>}
  </div>
);

function Place({ region, cell, picture, sparks }: Omit<RowProps, "flow" | "regions" | "budget"> & { region: Region; cell: Brief | undefined }) {
  if (!cell)
    return (
      <td class="none" data-region={region.id}>
        not here
      </td>
    );
  return (
    <td data-region={region.id}>
      <FlowCellLink node={newest(picture, cell)} verdict={picture.verdicts.get(cell.id)} sparks={sparks} />
    </td>
  );
}
