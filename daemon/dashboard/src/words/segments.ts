// How somebody stood over a while, as pieces of one look each. Pure.

import type { Transition } from "dashboard/api/history";
import type { Brief, StateClass } from "dashboard/api/types";
import { type Look, lookOf } from "dashboard/words/look";

export interface Segment {
  from: number; // ms
  to: number;
  look: Look | null; // null: nobody looked, or it was not in the model
}

export interface Incident extends Segment {
  look: Look;
}

type Was = Pick<Transition, "at" | "state_before" | "state_class_before">;

// Backwards from how it stands now: `changes` are its own, newest first.
export function segmentsOf(now: Pick<Brief, "state" | "state_class">, changes: readonly Was[], from: number, to: number): Segment[] {
  const all: Segment[] = [];
  let look: Look | null = lookOf(now), end = to;
  for (const { at, state_before: state, state_class_before: kind } of changes) {
    const begin = Math.max(Date.parse(at), from);
    if (begin < end) all.push({ from: begin, to: end, look });
    end = Math.min(end, begin);
    look = state === null ? null : past(state, kind);
  }
  if (from < end) all.push({ from, to: end, look });
  return joined(all.reverse());
}

export const past = (state: string | null, kind: StateClass | undefined): Look =>
  state === null ? "unknown" : lookOf({ state, ...(kind ? { state_class: kind } : {}) });

// Changes of the score alone make no new piece.
export function joined(all: readonly Segment[]): Segment[] {
  const out: Segment[] = [];
  for (const s of all) {
    const last = out[out.length - 1];
    if (last && last.look === s.look) last.to = s.to;
    else out.push({ ...s });
  }
  return out;
}

// The times when it was not well, newest first.
export const incidentsOf = (all: readonly Segment[]): Incident[] => {
  const out: Incident[] = [];
  for (const { from, to, look } of all) {
    if (look !== "degraded" && look !== "unhealthy") continue;
    const last = out[out.length - 1];
    if (last && last.to === from) {
      last.to = to;
      if (look === "unhealthy") last.look = look;
    } else out.push({ from, to, look });
  }
  return out.reverse();
};
