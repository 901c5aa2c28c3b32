// What operators do: drain, force up, freeze, maintain, acknowledge; what is in force; who did what.

import { useState } from "preact/hooks";
import { AuditTrail } from "dashboard/parts/audit-trail";
import { InForceList } from "dashboard/parts/in-force-list";
import { OverrideForm } from "dashboard/parts/override-form";
import { Nothing, Panel } from "dashboard/parts/panel";
import { TokenForm } from "dashboard/parts/token-form";
import type { PageProps } from "dashboard/pages/table";
import { useCell } from "dashboard/state/cell";
import { token } from "dashboard/state/token";

export function Operations({ picture, route }: PageProps) {
  const key = useCell(token);
  const [done, setDone] = useState(0); // how many things were done here: the trail is asked again
  const did = (): void => setDone((n) => n + 1);
  return (
    <>
      <TokenForm />
      <div class="columns">
        <Panel title="New override">
          {key ? <OverrideForm picture={picture} query={route.query} token={key} did={did} key={route.query.toString()} />
               : <Nothing>Operators only: show a token first.</Nothing>}
        </Panel>
        <Panel title="In force">
          <InForceList overrides={picture.status.overrides} token={key} did={did} />
        </Panel>
      </div>
      <Panel title="Who did what">
        {key ? <AuditTrail token={key} round={`${done} ${picture.status.overrides.map((o) => o.id).join()}`} />
             : <Nothing>Operators only: show a token first.</Nothing>}
      </Panel>
    </>
  );
}
