// Pictures to test with: a shop in two regions, well unless told otherwise.

import type { Brief, Flow, Region, SnapshotEvent, StateOfModel, Verdict } from "dashboard/api/types";
import { fromSnapshot, type Picture } from "dashboard/state/picture";

export const SINCE = "2026-03-04T14:02:00.000Z";

const STATES: StateOfModel[] = [{ state: "healthy", state_class: "good" }, { state: "degraded", state_class: "warn" },
                                { state: "unknown", state_class: "unknown" }, { state: "unhealthy", state_class: "bad" }];

export const verdict = (more: Partial<Verdict> = {}): Verdict => ({
  effective: "up", computed: "up", source: "computed", serves: true, score: 1, weight_percent: 100, total_failure: false,
  since: SINCE, computed_since: SINCE, routing: "up", ...more,
});

export const brief = (id: string, more: Partial<Brief> = {}): Brief => ({
  id, kind: "flow", state: "healthy", score: 1, since: SINCE, ...more,
});

export function region(id: string, traffic: number, more: Partial<Region> = {}): Region {
  return { ...brief(id, { kind: "region", region: id }), routing_state: "healthy", routing_score: 1, verdict: verdict(),
           share_percent: 50, traffic_percent: traffic, ...more };
}

export function flow(id: string, regions: string[], more: Partial<Flow> = {}): Flow {
  return { ...brief(id), criticality: "high", scope: "regional",
           regions: regions.map((r) => ({ ...brief(`${id}@${r}`, { entity: id, region: r }), verdict: verdict() })), ...more };
}

export function snapshot(regions: Region[], flows: Flow[]): SnapshotEvent {
  return {
    complete: true, nodes: [],
    status: { model: "shop", generation: 1, sequence: 7, as_of: SINCE, ready: true, version: "0", root: brief("shop", { kind: "root" }),
              states: STATES, maintenance: [], overrides: [], regions, flows },
  };
}

export const WEST = "westeurope", NORTH = "northeurope";

export function shop(ill: Record<string, Partial<Brief>> = {}, traffic: [number, number] = [75, 25], flows = 5): Picture {
  const names = Array.from({ length: flows }, (_, i) => `flow-${i + 1}`);
  const p = fromSnapshot(snapshot([region(WEST, traffic[0]), region(NORTH, traffic[1])], names.map((n) => flow(n, [WEST, NORTH]))));
  for (const [id, how] of Object.entries(ill)) p.nodes.set(id, { ...p.nodes.get(id)!, ...how });
  return p;
}
