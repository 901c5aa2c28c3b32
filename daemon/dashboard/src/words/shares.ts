// For which part of a while somebody was healthy, degraded and so on. Pure.

import { type Look, LOOKS } from "dashboard/words/look";
import { duration } from "dashboard/words/numbers";
import type { Segment } from "dashboard/words/segments";

export interface Share {
  look: Look;
  text: string;
}

const NBSP = "\u00a0";
const DIGITS = 3;

// Of the time that somebody looked. What is good is rounded down, and what is not is rounded up: one bad second of a
// month is to be seen.
export function sharesOf(all: readonly Segment[]): Share[] {
  const of = new Map<Look, number>();
  for (const { look, from, to } of all) if (look) of.set(look, (of.get(look) ?? 0) + to - from);
  const seen = [...of.values()].reduce((a, b) => a + b, 0);
  return LOOKS.filter((look) => of.has(look)).map((look) => ({ look, text: text(of.get(look)! / seen, look === "healthy") }));
}

function text(share: number, isGood: boolean): string {
  const exact = share * 100 * 10 ** DIGITS;
  const rounded = isGood ? Math.floor(exact + 1e-6) : Math.ceil(exact - 1e-6);
  return `${+(rounded / 10 ** DIGITS).toFixed(DIGITS)}${NBSP}%`;
}

// Words for the time that nobody looked, or in which it did not exist; none when there is no such time.
export function unseenText(all: readonly Segment[]): string {
  const ms = all.reduce((sum, s) => sum + (s.look ? 0 : s.to - s.from), 0);
  return ms > 0 ? `no record of ${duration(ms)}` : "";
}
