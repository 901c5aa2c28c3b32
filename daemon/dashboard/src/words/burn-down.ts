// How an error budget of time went: from what is left of it now backwards, by the times that were bad. Pure.

import type { Segment } from "dashboard/words/segments";

export interface Kept {
  bad_s: number; // until now
  budget_s: number; // of the whole window
}

export interface Place {
  share: number; // of the traffic, as configured
  segments: readonly Segment[]; // all over the same while
}

export interface Point {
  at: number; // ms
  left_s: number; // below 0: overspent
}

// A straight line between two points is how it went.
export function burnDown(kept: Kept, places: readonly Place[]): Point[] {
  const bad = places.flatMap(({ share, segments }) => segments.filter((s) => s.look === "unhealthy").map((s) => ({ ...s, share })));
  const ends = places.flatMap(({ segments }) => [segments[0]?.from, segments[segments.length - 1]?.to]).filter((t) => t !== undefined);
  const moments = [...new Set([...ends, ...bad.flatMap((s) => [s.from, s.to])])].sort((a, b) => a - b);
  const badAfter = (at: number): number => bad.reduce((sum, s) => sum + s.share * Math.max(0, s.to - Math.max(at, s.from)), 0);
  // Traffic that went elsewhere was not hurt: how much was is known of the whole, and shared out.
  const all = badAfter(-Infinity);
  const spent = (at: number): number => (all > 0 ? kept.bad_s * (1 - badAfter(at) / all) : kept.bad_s);
  return moments.map((at) => ({ at, left_s: kept.budget_s - spent(at) }));
}
