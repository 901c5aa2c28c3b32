// How every flow stood in every region over the last hour, asked for at once.

import { flowTransitions, type Transition } from "dashboard/api/history";
import { put } from "dashboard/graph/lists";
import { useRound } from "dashboard/state/pace";
import { useAsked } from "dashboard/state/asked";

export const SPARK_MS = 3_600_000;
const ASK_EVERY_MS = 15_000;

export interface Sparks {
  from: number;
  to: number;
  changes: Map<string, Transition[]>; // by node, newest first
}

// Nothing when no history is kept.
export function useSparks(): Sparks | undefined {
  return useAsked("sparks", useRound(ASK_EVERY_MS), hourOfFlows).value;
}

async function hourOfFlows(signal: AbortSignal): Promise<Sparks> {
  const to = new Date(), from = new Date(to.getTime() - SPARK_MS);
  const changes = new Map<string, Transition[]>();
  for (const t of await flowTransitions(from, to, signal)) put(changes, t.id, t);
  return { from: from.getTime(), to: to.getTime(), changes };
}
