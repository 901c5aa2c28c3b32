// Of which times it is known how somebody stood: somebody looked, and all changes since are at hand. Pure.

import type { Changes } from "dashboard/api/history";
import type { Look } from "dashboard/words/look";
import { joined, type Segment } from "dashboard/words/segments";

export interface Seen {
  from: number; // ms
  to: number;
}

// The end is written a little later than it is: what lacks there does not.
const WRITTEN_WITHIN_MS = 60_000;

// In a page that has none although there are older ones, nothing is known up to the end.
export const knownSince = ({ transitions, whole }: Pick<Changes, "transitions" | "whole">, from: number, to: number): number => {
  const oldest = transitions[transitions.length - 1];
  return whole ? from : oldest ? Date.parse(oldest.at) : to;
};

// In order.
export function seenIn(changes: Changes, from: number, to: number): Seen[] {
  const known = knownSince(changes, from, to);
  const all = changes.recorded.map((s) => ({ from: Math.max(known, Date.parse(s.from)), to: Date.parse(s.until) })).sort((a, b) => a.from - b.from);
  const last = all[all.length - 1];
  if (last && to - last.to < WRITTEN_WITHIN_MS) last.to = to;
  return all.filter((s) => s.from < s.to);
}

// The same, with nothing where it is not known.
export const seenOf = (all: readonly Segment[], seen: readonly Seen[]): Segment[] => joined(all.flatMap((s) => cut(s, seen)));

function cut(s: Segment, seen: readonly Seen[]): Segment[] {
  const out: Segment[] = [];
  let at = s.from;
  const add = (to: number, look: Look | null): void => {
    if (at < to) out.push({ from: at, to, look });
    at = Math.max(at, to);
  };
  for (const { from, to } of seen) {
    if (to <= at || from >= s.to) continue;
    add(from, null);
    add(Math.min(to, s.to), s.look);
  }
  add(s.to, null);
  return out;
}
