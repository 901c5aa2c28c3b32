// How much of each flow's error budget is left, and which alerts of it fire: where the daemon counts that.

import { askSlo, type Attained } from "dashboard/api/slo";
import { useAsked } from "dashboard/state/asked";
import { useRound } from "dashboard/state/pace";

const ASK_EVERY_MS = 30_000;

export function useBudgets(): ReadonlyMap<string, Attained> {
  const { value } = useAsked("budgets", useRound(ASK_EVERY_MS), askSlo);
  return new Map((value?.attained ?? []).map((a) => [a.id, a]));
}
