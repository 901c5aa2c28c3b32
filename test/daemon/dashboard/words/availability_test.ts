import assert from "node:assert/strict";
import { test } from "node:test";
import { availabilityText, downtimeText } from "dashboard/words/availability";

const text = (unavailability: number): string =>
  availabilityText({ availability: 1 - unavailability, unavailability, expected_downtime_s: 0 }).replaceAll("\u00a0", " ");

test("an availability has as many digits as its nines are worth and is never rounded up", () => {
  const table: [number, string][] = [[0.1, "90.00 %"], [0.0005, "99.95000 %"], [0.00049999, "99.95000 %"], [2e-8, "99.999998000 %"], [0, "100 %"]];
  for (const [missing, said] of table) assert.equal(text(missing), said);
  assert.notEqual(text(1e-12), "100 %");
});

test("where only bounds are known they are said", () => {
  const bounds = { lowest: 0.99, highest: 0.999 };
  assert.equal(availabilityText({ availability: null, unavailability: null, expected_downtime_s: null, bounds }).replaceAll("\u00a0", " "), "99 % to 99.9 %");
  assert.equal(availabilityText({ availability: null, unavailability: null, expected_downtime_s: null }), "not known");
  assert.equal(downtimeText(null), "–");
});
