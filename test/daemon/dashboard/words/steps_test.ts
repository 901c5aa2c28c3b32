import assert from "node:assert/strict";
import { test } from "node:test";
import { stepBack, stepOn } from "dashboard/words/steps";

const TIMES = [9000, 8500, 8100, 3000, 2999, 1000]; // newest first

test("back is before all that changed together", () => {
  const table: [number, number | undefined][] = [[20_000, 8099], [8300, 8099], [8099, 2998], [2998, 999], [999, undefined]];
  for (const [at, to] of table) assert.equal(stepBack(TIMES, at), to, `from ${at}`);
});

test("on is when all that changed together has changed", () => {
  const table: [number, number | undefined][] = [[0, 1000], [1000, 3000], [3000, 9000], [8600, 9000], [9000, undefined]];
  for (const [at, to] of table) assert.equal(stepOn(TIMES, at), to, `from ${at}`);
});

test("where nothing changed there is nowhere to go", () => {
  assert.equal(stepBack([], 5), undefined);
  assert.equal(stepOn([], 5), undefined);
});
