// How the daemon itself is: whoever reports on others says how far it can be believed.

import { Facts, Panel } from "dashboard/parts/panel";
import { useAsked } from "dashboard/state/asked";
import { useCell } from "dashboard/state/cell";
import { stale } from "dashboard/state/live";
import type { Picture } from "dashboard/state/picture";
import { precise } from "dashboard/words/time";

const UNSEEN = "not known";
const LOOK_EVERY_MS = 10_000;

export function DaemonPanel({ picture: p }: { picture: Picture }) {
  const isStale = useCell(stale);
  // /readyz says in words what is missing, and whether the store can be written.
  const said = useAsked("readyz", [Math.floor(Date.parse(p.asOf) / LOOK_EVERY_MS), isStale].join(), readiness).value ?? [];
  const [ready, ...troubles] = said;
  return (
    <Panel title="The daemon itself">
      <Facts
        rows={[
          ["connection", isStale ? "lost" : "live"],
          ["readiness", isStale ? UNSEEN : (ready ?? (p.status.ready ? "ready" : "the first round is under way"))],
          ["trusts its own eyes", isStale ? UNSEEN : p.status.self_suspicion ? `no: ${p.status.self_suspicion}` : "yes"],
          ["store", isStale ? UNSEEN : troubles.length > 0 ? troubles.join(" ") : "usable, or none"],
          ["model", `generation ${p.status.generation}, ${p.complete ? `${p.nodes.size} nodes` : "large"}`],
          ["data as of", precise(p.asOf)],
        ]}
      />
    </Panel>
  );
}

async function readiness(signal: AbortSignal): Promise<string[]> {
  const answer = await fetch("readyz", { cache: "no-store", signal });
  return (await answer.text()).trim().split("\n");
}
