import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting } from "dashboard/words/ranges";

const HOUR = 3_600_000, NOW = 1_000 * HOUR;

test("a short past is shown as a whole and of a long one the last day", () => {
  const table: [number | undefined, string][] = [[0.1, "10 minutes"], [0.2, "1 hour"], [1, "1 hour"], [1.1, "6 hours"], [7, "24 hours"], [500, "24 hours"], [undefined, "24 hours"]];
  for (const [hours, title] of table) assert.equal(fitting(hours === undefined ? undefined : NOW - hours * HOUR, NOW).title, title);
});
