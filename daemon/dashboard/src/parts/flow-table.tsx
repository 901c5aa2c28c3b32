// Flows as rows, regions as columns. On a telephone each flow is a card.

import type { Brief, Flow, Region } from "dashboard/api/types";
import { FlowCellLink } from "dashboard/parts/flow-cell";
import { RegionHead } from "dashboard/parts/region-head";
import { NodeLink } from "dashboard/parts/node-link";
import { Nothing } from "dashboard/parts/panel";
import { newest, type Picture } from "dashboard/state/picture";
import { ratioText } from "dashboard/words/numbers";

export function FlowTable({ picture }: { picture: Picture }) {
  const { flows, regions } = picture.status;
  if (flows.length === 0) return <Nothing>The model has no flows: see its nodes in the graph.</Nothing>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Flows by region">
      <table class={`matrix ${regions.length > 3 ? "many" : ""}`}>
        <thead>
          <tr>
            <th class="soft">flow</th>
            {regions.map((r) => (
              <RegionHead key={r.id} region={r} node={newest(picture, r)} own={r.id === picture.status.own_region} />
            ))}
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <Row key={flow.id} flow={flow} regions={regions} picture={picture} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ flow, regions, picture }: { flow: Flow; regions: Region[]; picture: Picture }) {
  return (
    <tr>
      <th scope="row">
        <NodeLink id={flow.id} />
        <div class="soft">
          {flow.criticality}
          {flow.objective_ratio !== undefined && ` · objective ${ratioText(flow.objective_ratio)}`}
        </div>
      </th>
      {flow.scope === "global" ? (
        <td colSpan={regions.length} data-region="all regions">
          <FlowCellLink node={newest(picture, flow)} verdict={undefined} />
        </td>
      ) : (
        regions.map((r) => <Place key={r.id} region={r} cell={flow.regions.find((c) => c.region === r.id)} picture={picture} />)
      )}
    </tr>
  );
}

function Place({ region, cell, picture }: { region: Region; cell: Brief | undefined; picture: Picture }) {
  if (!cell)
    return (
      <td class="none" data-region={region.id}>
        not here
      </td>
    );
  return (
    <td data-region={region.id}>
      <FlowCellLink node={newest(picture, cell)} verdict={picture.verdicts.get(cell.id)} />
    </td>
  );
}
