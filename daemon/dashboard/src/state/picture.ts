// What is known of the model now: a snapshot, and the updates since. Pure; what has not changed keeps its identity.

import type { Brief, Flow, HeartbeatEvent, SnapshotEvent, Status, UpdateEvent, Verdict } from "dashboard/api/types";

export interface Picture {
  status: Status;
  complete: boolean;
  nodes: Map<string, Brief>;
  verdicts: Map<string, Verdict>; // of flows in regions: flow@region
  asOf: string;
  alive: boolean; // the daemon's evaluation goes on
}

export function fromSnapshot({ status, complete, nodes }: SnapshotEvent): Picture {
  const known = new Map<string, Brief>(nodes.map((n) => [n.id, n]));
  const verdicts = new Map<string, Verdict>();
  for (const brief of briefsOf(status)) known.set(brief.id, brief);
  for (const flow of status.flows)
    for (const cell of flow.regions) if (cell.verdict) verdicts.set(cell.id, cell.verdict);
  return { status, complete, nodes: known, verdicts, asOf: status.as_of, alive: true };
}

// The maps are changed in place: a copy of ten thousand nodes at every update would cost more than the update.
export function afterUpdate(before: Picture, update: UpdateEvent): Picture {
  for (const n of update.nodes) before.nodes.set(n.id, n);
  for (const v of update.flow_verdicts) before.verdicts.set(v.id, v.verdict);
  const { self_suspicion: _, ...rest } = before.status;
  const status: Status = {
    ...rest,
    sequence: update.sequence,
    as_of: update.as_of,
    ready: update.ready,
    regions: update.regions,
    overrides: update.overrides ?? before.status.overrides,
    maintenance: update.maintenance ?? before.status.maintenance,
    ...(update.self_suspicion ? { self_suspicion: update.self_suspicion } : {}),
  };
  for (const r of update.regions) before.nodes.set(r.id, r);
  return { ...before, status, asOf: update.as_of, alive: true };
}

export function afterHeartbeat(before: Picture, beat: HeartbeatEvent): Picture {
  return { ...before, asOf: beat.as_of, alive: beat.alive };
}

export const newest = (p: Picture, brief: Brief): Brief => p.nodes.get(brief.id) ?? brief;

export const root = (p: Picture): Brief => newest(p, p.status.root);

// Where a flow runs, as it is now. A global flow is itself its only cell.
export function cellsOf(p: Picture, flow: Flow): Brief[] {
  return flow.scope === "global" ? [newest(p, flow)] : flow.regions.map((c) => newest(p, c));
}

function* briefsOf(status: Status): Iterable<Brief> {
  yield status.root;
  yield* status.regions;
  for (const flow of status.flows) {
    yield flow;
    yield* flow.regions;
  }
}
