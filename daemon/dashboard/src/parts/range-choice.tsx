// Over which while.

const HOUR = 3_600_000;

export interface Range {
  title: string;
  ms: number;
}

export const RANGES: readonly Range[] = [
  { title: "1 hour", ms: HOUR },
  { title: "6 hours", ms: 6 * HOUR },
  { title: "24 hours", ms: 24 * HOUR },
  { title: "7 days", ms: 168 * HOUR },
  { title: "30 days", ms: 720 * HOUR },
];

export const RangeChoice = ({ now, choose }: { now: Range; choose: (range: Range) => void }) => (
  <label class="soft">
    Over{" "}
    <select value={now.title} onChange={(e) => choose(RANGES.find((r) => r.title === e.currentTarget.value)!)}>
      {RANGES.map((r) => (
        <option key={r.title} value={r.title}>
          {r.title}
        </option>
      ))}
    </select>
  </label>
);
