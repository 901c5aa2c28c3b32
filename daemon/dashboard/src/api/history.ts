// What was: daemon/history. A daemon without a store has none, and answers 404 or 503.

import { ask, nodePath, signalPath } from "dashboard/api/ask";
import type { StateClass } from "dashboard/api/types";

export interface Transition {
  at: string;
  id: string;
  kind: string;
  region?: string;
  state: string | null; // null: it was not in the model
  state_class?: StateClass;
  score: number | null;
  state_before: string | null;
  state_class_before?: StateClass;
  reason?: string;
  detail?: string;
}

export interface Standing {
  id: string;
  kind: string;
  region?: string;
  state: string | null;
  state_class: StateClass;
  score: number | null;
  since: string;
  reason?: string;
  detail?: string;
}

export interface LatencyPoint {
  at: string;
  count: number;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
}

export interface PastOfOne {
  id: string;
  from: string;
  to: string;
  at_from: Standing | null;
  transitions: Transition[]; // newest first
  latency?: LatencyPoint[];
  next?: string;
}

export interface PastPicture {
  time: string;
  recorded: boolean; // false: nobody looked then
  nodes: Standing[];
  next?: string;
}

export interface Recorded {
  recorded: { from: string; until: string }[];
}

export const askRecorded = (signal: AbortSignal): Promise<Recorded> => ask<Recorded>("api/v1/history", { signal });

// In words for people: a daemon that has no such address keeps none.
export const whyNone = (error: string): string => (error.includes("nothing lives") ? "this daemon keeps no history" : error);

const MOST_PAGES = 20; // of what is asked in pages: then it is a part

const period = (from: Date, to: Date): string => `from=${from.toISOString()}&to=${to.toISOString()}`;

export const nodeHistory = (id: string, from: Date, to: Date, signal: AbortSignal): Promise<PastOfOne> =>
  ask<PastOfOne>(`${nodePath(id, "/history")}?${period(from, to)}&scores=false&limit=500`, { signal });

export const signalHistory = (node: string, name: string, from: Date, to: Date, signal: AbortSignal): Promise<PastOfOne> =>
  ask<PastOfOne>(`${signalPath(node, name)}/history?${period(from, to)}&scores=false&limit=500`, { signal });

export const flowTransitions = (from: Date, to: Date, signal: AbortSignal): Promise<Transition[]> =>
  transitions(`kind=flow&${period(from, to)}&limit=1000`, signal, 1);

// All of a long while, without those of the score alone.
export const transitionsOfFlows = (from: Date, to: Date, signal: AbortSignal): Promise<Transition[]> =>
  transitions(`kind=flow&${period(from, to)}&scores=false&limit=1000`, signal, MOST_PAGES);

export const allTransitions = (from: Date, to: Date, signal: AbortSignal): Promise<Transition[]> =>
  transitions(`${period(from, to)}&scores=false&limit=1000`, signal, 1);

async function transitions(query: string, signal: AbortSignal, pages: number): Promise<Transition[]> {
  const all: Transition[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pages; ++page) {
    const more = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const part = await ask<{ transitions: Transition[]; next?: string }>(`api/v1/history/transitions?${query}${more}`, { signal });
    all.push(...part.transitions);
    cursor = part.next;
    if (cursor === undefined) break;
  }
  return all;
}

export async function pictureAt(time: Date, signal: AbortSignal): Promise<PastPicture> {
  let whole: PastPicture | undefined;
  for (let page = 0; page < MOST_PAGES; ++page) {
    const after = whole?.next === undefined ? "" : `&after=${encodeURIComponent(whole.next)}`;
    const part = await ask<PastPicture>(`api/v1/history/at?time=${time.toISOString()}&signals=true&limit=1000${after}`, { signal });
    whole = whole ? { ...part, nodes: [...whole.nodes, ...part.nodes] } : part;
    if (part.next === undefined) break;
  }
  return whole!;
}
