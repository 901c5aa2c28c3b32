// Numbers as people read them. A no-break space stands before units.

const NBSP = "\u00a0";

// Rounded down, so that 0.8999 never looks like the healthy band's 0.90.
export function scoreText(score: number | null | undefined): string {
  return score === null || score === undefined ? "–" : (Math.floor(score * 100 + 1e-9) / 100).toFixed(2);
}

export const percent = (value: number): string => `${+value.toFixed(1)}${NBSP}%`;

export const ratioText = (ratio: number): string => `${+(ratio * 100).toFixed(4)}${NBSP}%`;

export function duration(ms: number): string {
  if (ms === 0) return `0${NBSP}s`;
  if (ms < 1) return `${+ms.toFixed(2)}${NBSP}ms`;
  if (ms < 1000) return `${Math.round(ms)}${NBSP}ms`;
  if (ms < 10_000) return `${+(ms / 1000).toFixed(1)}${NBSP}s`;
  const s = Math.round(ms / 1000);
  if (s < 120) return `${s}${NBSP}s`;
  if (s < 7200) return `${Math.round(s / 60)}${NBSP}min`;
  if (s < 172_800) return `${Math.round(s / 3600)}${NBSP}h`;
  return `${Math.round(s / 86_400)}${NBSP}days`;
}

// How long ago, or for how long it has been so.
export const age = (ms: number): string => (ms < 1000 ? "just now" : duration(ms));

// "2 flows", "1 flow"
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
