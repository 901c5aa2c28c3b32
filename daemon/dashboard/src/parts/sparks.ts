// How every flow stood in every region over the last hour, asked for at once.

import { flowTransitions, type Transition } from "dashboard/api/history";
import type { Brief } from "dashboard/api/types";
import { put } from "dashboard/graph/lists";
import { useRound } from "dashboard/state/pace";
import { useAsked } from "dashboard/state/asked";
import { type Seen, seenIn, seenOf } from "dashboard/words/seen";
import { type Segment, segmentsOf } from "dashboard/words/segments";

export const SPARK_MS = 3_600_000;
const ASK_EVERY_MS = 15_000;

export interface Sparks {
  from: number;
  to: number;
  changes: Map<string, Transition[]>; // by node, newest first
  seen: Seen[];
}

// Nothing when no history is kept.
export function useSparks(): Sparks | undefined {
  return useAsked("sparks", useRound(ASK_EVERY_MS), hourOfFlows).value;
}

async function hourOfFlows(signal: AbortSignal): Promise<Sparks> {
  const to = new Date(), from = new Date(to.getTime() - SPARK_MS);
  const changes = new Map<string, Transition[]>();
  const was = await flowTransitions(from, to, signal);
  for (const t of was.transitions) put(changes, t.id, t);
  return { from: from.getTime(), to: to.getTime(), changes, seen: seenIn(was, from.getTime(), to.getTime()) };
}

// Of one node.
export const sparkOf = (s: Sparks, node: Brief): Segment[] =>
  seenOf(segmentsOf(node, s.changes.get(node.id) ?? [], s.from, s.to), s.seen);
