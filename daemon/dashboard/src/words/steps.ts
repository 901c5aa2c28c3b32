// From change to change of the past. What follows upon each other within a second is one change. Pure.

const TOGETHER_MS = 1000;

// Just before the last change before `at`. `times`: newest first.
export function stepBack(times: readonly number[], at: number): number | undefined {
  const earlier = times.filter((t) => t < at);
  const first = endOfOne(earlier);
  return first === undefined ? undefined : first - 1;
}

// When the next change after `at` is over.
export const stepOn = (times: readonly number[], at: number): number | undefined => endOfOne(times.filter((t) => t > at).reverse());

function endOfOne(times: readonly number[]): number | undefined {
  const apart = times.findIndex((t, i) => i > 0 && Math.abs(t - times[i - 1]!) > TOGETHER_MS);
  return times[(apart < 0 ? times.length : apart) - 1];
}
