import assert from "node:assert/strict";
import { test } from "node:test";
import { incidentsOf, segmentsOf } from "dashboard/words/segments";

const at = (s: number): string => new Date(s * 1000).toISOString();
const change = (s: number, before: string | null) => ({ at: at(s), state_before: before });
const HOUR = 3_600_000;

test("without changes it was as it is", () => {
  assert.deepEqual(segmentsOf({ state: "healthy" }, [], 0, HOUR), [{ from: 0, to: HOUR, look: "healthy" }]);
});

test("changes are told backwards from now", () => {
  const all = segmentsOf({ state: "healthy" }, [change(60, "unhealthy"), change(30, "healthy")], 0, 100_000);
  assert.deepEqual(all, [{ from: 0, to: 30_000, look: "healthy" }, { from: 30_000, to: 60_000, look: "unhealthy" },
                         { from: 60_000, to: 100_000, look: "healthy" }]);
});

test("a change of the score alone is no change of look and of what was not there nothing is said", () => {
  const all = segmentsOf({ state: "degraded" }, [change(60, "degraded"), change(30, null)], 0, 100_000);
  assert.deepEqual(all.map((s) => [s.look, s.from]), [[null, 0], ["degraded", 30_000]]);
});

test("changes before the while and after it are left out", () => {
  const all = segmentsOf({ state: "healthy" }, [change(200, "unhealthy"), change(50, "healthy")], 100_000, 150_000);
  assert.deepEqual(all, [{ from: 100_000, to: 150_000, look: "unhealthy" }]);
});

test("an incident that went from degraded to unhealthy is one and as bad as its worst", () => {
  const all = segmentsOf({ state: "healthy" }, [change(80, "degraded"), change(60, "unhealthy"), change(40, "degraded"), change(20, "healthy")], 0, 100_000);
  assert.deepEqual(incidentsOf(all), [{ from: 20_000, to: 80_000, look: "unhealthy" }]);
});
