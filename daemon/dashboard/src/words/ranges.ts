// Over which while the past is looked at. Pure.

const MINUTE = 60_000, HOUR = 60 * MINUTE;

export interface Range {
  title: string;
  ms: number;
}

export const RANGES: readonly Range[] = [
  { title: "10 minutes", ms: 10 * MINUTE },
  { title: "1 hour", ms: HOUR },
  { title: "6 hours", ms: 6 * HOUR },
  { title: "24 hours", ms: 24 * HOUR },
  { title: "7 days", ms: 168 * HOUR },
  { title: "30 days", ms: 720 * HOUR },
];

const DAY = RANGES[3]!;

// The shortest in which all of the past lies since `begin`; of a long past a day.
export function fitting(begin: number | undefined, now: number): Range {
  if (begin === undefined) return DAY;
  return RANGES.find((r) => r.ms <= DAY.ms && now - begin <= r.ms) ?? DAY;
}
