// What people have said: overrides and maintenance under way. And what does not evict, but hurts: impaired abilities.

import type { Override, Status } from "dashboard/api/types";
import { NodeLink } from "dashboard/parts/node-link";
import { Nothing, Panel } from "dashboard/parts/panel";
import type { Picture } from "dashboard/state/picture";
import { listed } from "dashboard/words/names";
import { clock } from "dashboard/words/time";

export const aboutWhat = (o: Override): string => o.node ?? [o.region, o.flow].filter(Boolean).join("/");

export function InForcePanel({ status }: { status: Status }) {
  const { overrides, maintenance } = status;
  // An operator's maintenance is in both lists.
  const windows = maintenance.filter((m) => !overrides.some((o) => o.id === m.window));
  return (
    <Panel title="Operators and maintenance">
      {overrides.length + windows.length === 0 && <Nothing>No override, and no maintenance.</Nothing>}
      <ul class="plain">
        {overrides.map((o) => (
          <li key={o.id}>
            <b>{o.kind.replaceAll("_", " ")}</b> of {aboutWhat(o)}: {o.reason}
            <div class="soft">
              by {o.author}, until {clock(o.until)}
              {o.ticket && `, ${o.ticket}`}
              {o.in_model === false && ", not in the model any more"}
            </div>
          </li>
        ))}
        {windows.map((m) => (
          <li key={m.window}>
            <b>maintenance</b> of {listed(m.covers)}: {m.reason}
            <div class="soft">
              {m.window}, until {clock(m.until)}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function ImpairedPanel({ picture }: { picture: Picture }) {
  const abilities = impairedAbilities(picture);
  return (
    <Panel title="Impaired abilities">
      {abilities.length === 0 && <Nothing>Every ability is there.</Nothing>}
      <ul class="plain">
        {abilities.map(([ability, nodes]) => (
          <li key={ability}>
            <b>{ability}</b>
            <div class="soft">
              {nodes.map((id, i) => (
                <span key={id}>
                  {i > 0 && ", "}
                  <NodeLink id={id} />
                </span>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

// Ability → the components that have lost it; regions and flows above them only repeat it.
function impairedAbilities(p: Picture): [string, string[]][] {
  const found = new Map<string, string[]>();
  for (const node of p.nodes.values())
    if (node.kind === "component" && node.region) for (const a of node.impaired ?? []) found.set(a, [...(found.get(a) ?? []), node.id]);
  return [...found].sort(([a], [b]) => a.localeCompare(b));
}
