// The first page, read in ten seconds: who is hurt, where, since when, because of what, and what balancers do about it.

import { AlertsPanel } from "dashboard/parts/alerts-panel";
import { FlowTable } from "dashboard/parts/flow-table";
import { Legend } from "dashboard/parts/legend";
import { DaemonPanel } from "dashboard/parts/daemon-panel";
import { ImpairedPanel, InForcePanel } from "dashboard/parts/in-force";
import { Panel } from "dashboard/parts/panel";
import { VerdictCard } from "dashboard/parts/verdict-card";
import type { PageProps } from "dashboard/pages/table";

export function Overview({ picture }: PageProps) {
  return (
    <>
      <VerdictCard picture={picture} />
      <Panel title="Flows by region" id="matrix">
        <FlowTable picture={picture} />
        <Legend />
      </Panel>
      <div class="columns">
        <AlertsPanel sequence={picture.status.sequence} />
        <InForcePanel status={picture.status} />
        <ImpairedPanel picture={picture} />
        <DaemonPanel picture={picture} />
      </div>
    </>
  );
}
