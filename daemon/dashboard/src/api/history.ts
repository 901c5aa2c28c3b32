// What was: daemon/history. A daemon without a store has none, and answers 404 or 503.

import { ask, nodePath, signalPath } from "dashboard/api/ask";
import type { StateClass, Verdict } from "dashboard/api/types";

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

export interface Span {
  from: string;
  until: string;
}

interface Page {
  transitions: Transition[]; // newest first
  recorded: Span[]; // when somebody looked
  next?: string;
}

export interface PastOfOne extends Page {
  id: string;
  from: string;
  to: string;
  at_from: Standing | null;
  latency?: LatencyPoint[];
}

export interface Changes {
  transitions: Transition[]; // newest first
  recorded: Span[];
  whole: boolean; // false: there were more, and older ones
}

// What balancers were told of a region, or of a flow there.
export interface PastVerdict {
  at: string; // since when
  region: string;
  flow?: string;
  verdict: Pick<Verdict, "effective" | "computed" | "routing" | "source" | "weight_percent" | "score" | "total_failure"> | null; // null: it was gone
  reason?: string;
  author?: string;
}

export interface PastPicture {
  time: string;
  recorded: boolean; // false: nobody looked then
  whole: boolean; // false: some of the nodes are missing
  nodes: Standing[];
  verdicts: PastVerdict[];
}

export interface Recorded {
  recorded: Span[];
}

export const askRecorded = (signal: AbortSignal): Promise<Recorded> => ask<Recorded>("api/v1/history", { signal });

// In words for people: a daemon that has no such address keeps none.
export const whyNone = (error: string): string => (error.includes("nothing lives") ? "this daemon keeps no history" : error);

const MOST_PAGES = 20; // of what is asked in pages: then it is a part

const period = (from: Date, to: Date): string => `from=${from.toISOString()}&to=${to.toISOString()}`;

export const nodeHistory = (id: string, from: Date, to: Date, signal: AbortSignal): Promise<Changes> =>
  inPages(`${nodePath(id, "/history")}?${period(from, to)}&scores=false&limit=1000`, signal, MOST_PAGES);

export const signalHistory = (node: string, name: string, from: Date, to: Date, signal: AbortSignal): Promise<PastOfOne> =>
  ask<PastOfOne>(`${signalPath(node, name)}/history?${period(from, to)}&scores=false&limit=500`, { signal });

export const flowTransitions = (from: Date, to: Date, signal: AbortSignal): Promise<Changes> =>
  transitions(`kind=flow&${period(from, to)}&scores=false&limit=1000`, signal, 1);

// All of a long while, without those of the score alone.
export const transitionsOfFlows = (from: Date, to: Date, signal: AbortSignal): Promise<Changes> =>
  transitions(`kind=flow&${period(from, to)}&scores=false&limit=1000`, signal, MOST_PAGES);

export const allTransitions = (from: Date, to: Date, signal: AbortSignal): Promise<Changes> =>
  transitions(`${period(from, to)}&scores=false&limit=1000`, signal, 1);

const transitions = (query: string, signal: AbortSignal, pages: number): Promise<Changes> =>
  inPages(`api/v1/history/transitions?${query}`, signal, pages);

async function inPages(address: string, signal: AbortSignal, pages: number): Promise<Changes> {
  const all: Changes = { transitions: [], recorded: [], whole: true };
  let cursor: string | undefined;
  for (let page = 0; page < pages; ++page) {
    const more = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const part = await ask<Page>(`${address}${more}`, { signal });
    all.transitions.push(...part.transitions);
    all.recorded = part.recorded;
    cursor = part.next;
    if (cursor === undefined) break;
  }
  return { ...all, whole: cursor === undefined };
}

// Of a very large model not all nodes are fetched, but always those that the table and the sentence are made of.
export async function pictureAt(time: Date, signal: AbortSignal): Promise<PastPicture> {
  const all = await standings(time, "", signal);
  if (all.whole) return all;
  const first = await Promise.all(["root", "region", "flow"].map((kind) => standings(time, `&kind=${kind}`, signal)));
  return { ...all, nodes: [...all.nodes, ...first.flatMap((f) => f.nodes)] };
}

async function standings(time: Date, which: string, signal: AbortSignal): Promise<PastPicture> {
  const all: Standing[] = [];
  const verdicts: PastVerdict[] = []; // the first page has them
  let after = "";
  for (let page = 1; ; ++page) {
    const part = await ask<Pick<PastPicture, "time" | "recorded" | "nodes"> & { verdicts?: PastVerdict[]; next?: string }>(
      `api/v1/history/at?time=${time.toISOString()}&signals=true&limit=1000${which}${after}`, { signal });
    all.push(...part.nodes);
    verdicts.push(...(part.verdicts ?? []));
    const whole = part.next === undefined;
    if (whole || page === MOST_PAGES) return { time: part.time, recorded: part.recorded, whole, nodes: all, verdicts };
    after = `&after=${encodeURIComponent(part.next!)}`;
  }
}
