// An availability with as many digits as its nines are worth. Pure.

import type { Availability } from "dashboard/api/slo";
import { duration, ratioText } from "dashboard/words/numbers";

const NBSP = "\u00a0";
const MOST_DIGITS = 9;

// By what is missing to 1: a number near 1 has lost its last digits. "99.9998 %", "99.99999950 %"
export function availabilityText({ availability, unavailability, bounds }: Availability): string {
  if (availability === null) return bounds ? `${ratioText(bounds.lowest)} to ${ratioText(bounds.highest)}` : "not known";
  const missing = unavailability ?? 1 - availability;
  if (missing <= 0) return `100${NBSP}%`;
  const digits = Math.min(MOST_DIGITS, Math.max(2, Math.ceil(-Math.log10(missing)) + 1));
  // Rounded down: a promise never looks better than it is.
  const percent = Math.floor((100 - missing * 100) * 10 ** digits + 1e-6) / 10 ** digits;
  return `${percent.toFixed(digits)}${NBSP}%`;
}

export function downtimeText(seconds: number | null): string {
  if (seconds === null) return "–";
  return seconds < 0 ? `−${duration(-seconds * 1000)}` : duration(seconds * 1000);
}
