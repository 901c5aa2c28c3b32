// Over which while.

import { useState } from "preact/hooks";
import { askRecorded } from "dashboard/api/history";
import { useAsked } from "dashboard/state/asked";
import { fitting, type Range, RANGES } from "dashboard/words/ranges";

// What the reader chose, or else what fits what is recorded; nothing until that is known.
export function useRange(): [Range | undefined, (range: Range) => void] {
  const [chosen, choose] = useState<Range>();
  const { value, error } = useAsked("recorded", 0, askRecorded);
  const begins = value?.recorded.map((r) => Date.parse(r.from)) ?? [];
  const fits = value || error ? fitting(begins.length > 0 ? Math.min(...begins) : undefined, Date.now()) : undefined;
  return [chosen ?? fits, choose];
}

export const RangeChoice = ({ now, choose }: { now: Range | undefined; choose: (range: Range) => void }) => (
  <label class="soft">
    Over{" "}
    <select value={now?.title ?? ""} onChange={(e) => choose(RANGES.find((r) => r.title === e.currentTarget.value)!)}>
      {RANGES.map((r) => (
        <option key={r.title} value={r.title}>
          {r.title}
        </option>
      ))}
    </select>
  </label>
);
