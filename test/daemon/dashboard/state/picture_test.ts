import assert from "node:assert/strict";
import { test } from "node:test";
import type { UpdateEvent } from "dashboard/api/types";
import { afterHeartbeat, afterUpdate, cellsOf, newest, root } from "dashboard/state/picture";
import { brief, NORTH, region, shop, SINCE, verdict, WEST } from "../pictures";

const LATER = "2026-03-04T14:05:00.000Z";

const update = (more: Partial<UpdateEvent> = {}): UpdateEvent => ({
  sequence: 8, as_of: LATER, ready: true, nodes: [], regions: [region(WEST, 0), region(NORTH, 100)], flow_verdicts: [], ...more,
});

test("a snapshot knows all that its status holds", () => {
  const p = shop();
  for (const id of ["shop", WEST, "flow-1", `flow-1@${NORTH}`]) assert.ok(p.nodes.has(id), id);
  assert.equal(p.verdicts.get(`flow-2@${WEST}`)?.effective, "up");
  assert.equal(p.asOf, SINCE);
});

test("an update replaces what it names and keeps the rest", () => {
  const p = afterUpdate(shop(), update({
    nodes: [brief("shop", { kind: "root", state: "degraded" }), brief(`flow-1@${WEST}`, { state: "unhealthy" })],
    flow_verdicts: [{ id: `flow-1@${WEST}`, flow: "flow-1", region: WEST, verdict: verdict({ effective: "down" }) }],
  }));
  assert.equal(root(p).state, "degraded");
  assert.equal(p.nodes.get(`flow-1@${WEST}`)?.state, "unhealthy");
  assert.equal(p.nodes.get(`flow-1@${NORTH}`)?.state, "healthy");
  assert.equal(p.verdicts.get(`flow-1@${WEST}`)?.effective, "down");
  assert.equal(p.status.regions[0]?.traffic_percent, 0);
  assert.deepEqual([p.status.sequence, p.asOf], [8, LATER]);
});

test("overrides stay until an update names them", () => {
  const drain = { id: "1", kind: "drain" as const, region: WEST, reason: "a drill", author: "alice", since: SINCE, until: LATER };
  const drained = afterUpdate(shop(), update({ overrides: [drain] }));
  assert.equal(afterUpdate(drained, update()).status.overrides.length, 1);
  assert.equal(afterUpdate(drained, update({ overrides: [] })).status.overrides.length, 0);
});

test("maintenance stays until an update names it", () => {
  const window = { window: "updates", reason: "a new disk", until: LATER, covers: [WEST] };
  const covered = afterUpdate(shop(), update({ maintenance: [window] }));
  assert.deepEqual(afterUpdate(covered, update()).status.maintenance, [window]);
  assert.equal(afterUpdate(covered, update({ maintenance: [] })).status.maintenance.length, 0);
});

test("self-suspicion ends when an update does not speak of it", () => {
  const doubting = afterUpdate(shop(), update({ self_suspicion: "no region answers" }));
  assert.equal(doubting.status.self_suspicion, "no region answers");
  assert.equal(afterUpdate(doubting, update()).status.self_suspicion, undefined);
});

test("a heartbeat makes the same picture newer, or says that nobody evaluates", () => {
  const p = afterHeartbeat(shop(), { sequence: 7, as_of: LATER, alive: false });
  assert.deepEqual([p.asOf, p.alive], [LATER, false]);
  assert.equal(afterUpdate(p, update()).alive, true);
});

test("a flow's cells are as new as the last update", () => {
  const p = shop({ [`flow-1@${WEST}`]: { state: "degraded" } });
  assert.deepEqual(cellsOf(p, p.status.flows[0]!).map((c) => c.state), ["degraded", "healthy"]);
  assert.equal(newest(p, brief("not there")).id, "not there");
});
