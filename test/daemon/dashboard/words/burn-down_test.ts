import assert from "node:assert/strict";
import { test } from "node:test";
import { burnDown } from "dashboard/words/burn-down";
import type { Segment } from "dashboard/words/segments";

const HOUR = 3_600_000;
const whole: Segment[] = [{ from: 0, to: 10 * HOUR, look: "healthy" }];
const badFrom = (from: number, to: number): Segment[] => [
  { from: 0, to: from, look: "degraded" }, { from, to, look: "unhealthy" }, { from: to, to: 10 * HOUR, look: null }];

test("a budget without bad times is a level line", () => {
  assert.deepEqual(burnDown({ bad_s: 0, budget_s: 60 }, [{ share: 1, segments: whole }]), [{ at: 0, left_s: 60 }, { at: 10 * HOUR, left_s: 60 }]);
});

test("what is bad costs as much as the traffic that it has and ends at what is left now", () => {
  const points = burnDown({ bad_s: 1800, budget_s: 3600 }, [{ share: 0.25, segments: badFrom(2 * HOUR, 4 * HOUR) }, { share: 0.75, segments: whole }]);
  assert.deepEqual(points, [{ at: 0, left_s: 3600 }, { at: 2 * HOUR, left_s: 3600 }, { at: 4 * HOUR, left_s: 1800 }, { at: 10 * HOUR, left_s: 1800 }]);
});

test("where balancers sent the traffic elsewhere less was spent than the states say", () => {
  const points = burnDown({ bad_s: 900, budget_s: 3600 }, [{ share: 1, segments: badFrom(2 * HOUR, 4 * HOUR) }]);
  assert.deepEqual(points.map((p) => p.left_s), [3600, 3600, 2700, 2700]);
});

test("an overspent budget goes below nothing", () => {
  const points = burnDown({ bad_s: 7200, budget_s: 3600 }, [{ share: 1, segments: badFrom(HOUR, 3 * HOUR) }]);
  assert.deepEqual(points.map((p) => p.left_s), [3600, 3600, -3600, -3600]);
});

test("of nobody there is nothing to draw", () => {
  assert.deepEqual(burnDown({ bad_s: 0, budget_s: 60 }, []), []);
});
