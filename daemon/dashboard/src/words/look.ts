// How a state looks: a model may have states of its own, then its class decides. Shape and word come first, colour on top.

import type { StateClass, StateOfModel, VerdictWord } from "dashboard/api/types";

export type Look = "healthy" | "degraded" | "unhealthy" | "unknown";

export const LOOKS: readonly Look[] = ["healthy", "degraded", "unhealthy", "unknown"];

interface Stated {
  state?: string;
  state_class?: StateClass;
}

const OF_CLASS: Record<StateClass, Look> = { good: "healthy", warn: "degraded", bad: "unhealthy", unknown: "unknown" };
const OF_VERDICT: Record<VerdictWord, Look> = { up: "healthy", degraded: "degraded", down: "unhealthy" };
const BADNESS: Record<Look, number> = { healthy: 0, unknown: 1, degraded: 2, unhealthy: 3 };

export function lookOf(node: Stated | undefined): Look {
  if (node?.state_class) return OF_CLASS[node.state_class];
  return LOOKS.find((l) => l === node?.state) ?? "unknown";
}

// In the model's own word.
export const worstState = (states: readonly StateOfModel[]): string => states.filter((s) => s.state_class === "bad").at(-1)?.state ?? "unhealthy";

export const lookOfVerdict = (word: VerdictWord): Look => OF_VERDICT[word] ?? "unknown";

export const isWorse = (a: Look, b: Look): boolean => BADNESS[a] > BADNESS[b];

export const worst = (looks: Look[]): Look => looks.reduce((a, b) => (isWorse(b, a) ? b : a), "healthy" as Look);
