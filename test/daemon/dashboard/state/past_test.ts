import assert from "node:assert/strict";
import { test } from "node:test";
import { asItWas } from "dashboard/state/past";
import { brief, NORTH, shop, SINCE, WEST } from "../pictures";

const BEFORE = "2026-03-03T10:00:00.000Z";

test("the past shows how everybody stood and forgets what is said of them now", () => {
  const now = shop({ [`flow-1@${WEST}`]: { state: "unhealthy", reason: "db/up: timeout", acknowledged: true } });
  const then = asItWas(now, { time: BEFORE, recorded: true, whole: true, verdicts: [], nodes: [
    { id: `flow-1@${WEST}`, kind: "flow", state: "degraded", state_class: "warn", score: 0.7, since: BEFORE, detail: "db/up: condition" }] });
  assert.deepEqual(then.nodes.get(`flow-1@${WEST}`), { id: `flow-1@${WEST}`, kind: "flow", entity: "flow-1", region: WEST, state: "degraded",
    state_class: "warn", score: 0.7, since: BEFORE, reason: "db/up: condition" });
  assert.equal(now.nodes.get(`flow-1@${WEST}`)?.state, "unhealthy");
});

test("what the picture of now leaves out because it is well is shown as it stood then", () => {
  const now = shop();
  const others = ["db", "cache"].map((id) => brief(id, { kind: "dependency" }));
  const then = asItWas(now, { time: BEFORE, recorded: true, whole: true, verdicts: [], nodes: [
    { id: "db", kind: "dependency", state: "unhealthy", state_class: "bad", score: 0, since: BEFORE }] }, others);
  assert.equal(then.nodes.get("db")?.state, "unhealthy");
  assert.equal(then.nodes.get("cache")?.state, "unknown");
});

test("who was not there then is unknown and never healthy", () => {
  const then = asItWas(shop(), { time: BEFORE, recorded: false, whole: true, verdicts: [], nodes: [
    { id: `flow-2@${NORTH}`, kind: "flow", state: null, state_class: "unknown", score: null, since: SINCE }] });
  for (const id of [`flow-1@${NORTH}`, `flow-2@${NORTH}`]) assert.equal(then.nodes.get(id)?.state, "unknown");
  assert.equal(then.verdicts.size, 0);
});

test("what balancers were told then is in the picture and what they are told now is not", () => {
  const told = { effective: "down", computed: "up", routing: "up", source: "drain", weight_percent: 0, score: 1, total_failure: false } as const;
  const then = asItWas(shop(), { time: SINCE, recorded: true, whole: true, nodes: [], verdicts: [
    { at: BEFORE, region: NORTH, verdict: told }, { at: BEFORE, region: NORTH, flow: "flow-1", verdict: told },
    { at: BEFORE, region: WEST, flow: "flow-1", verdict: null }] });
  assert.deepEqual([...then.verdicts.keys()], [`flow-1@${NORTH}`]);
  const verdict = then.verdicts.get(`flow-1@${NORTH}`)!;
  assert.deepEqual([verdict.effective, verdict.serves, verdict.since], ["down", false, BEFORE]);
});
