// A moment between two others, with a mark for everything that changed.

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Transition } from "dashboard/api/history";
import { past } from "dashboard/words/segments";
import { stepBack, stepOn } from "dashboard/words/steps";
import { clock, precise } from "dashboard/words/time";

interface Props {
  from: number;
  to: number;
  at: number;
  marks: readonly Transition[]; // newest first
  move: (to: number) => void;
}

const WIDE = 1000;
const STEP_MS = 1000;

export function TimeSlider({ from, to, at, marks, move }: Props) {
  const [held, hold] = useState(at); // while it is dragged nobody is asked
  useEffect(() => hold(at), [at]);
  const times = useMemo(() => marks.map((m) => Date.parse(m.at)), [marks]);
  const before = stepBack(times, at), after = stepOn(times, at);
  return (
    <div class="slider">
      <svg viewBox={`0 0 ${WIDE} 14`} preserveAspectRatio="none" aria-hidden="true">
        {marks.filter((m) => m.kind !== "signal").map((m) => (
          <rect key={`${m.at} ${m.id}`} class={past(m.state, m.state_class)} x={((Date.parse(m.at) - from) / (to - from)) * WIDE} width="2" height="14" />
        ))}
      </svg>
      <input type="range" aria-label="Moment" aria-valuetext={precise(held)} min={from} max={to} step={STEP_MS} value={held}
             onInput={(e) => hold(Number(e.currentTarget.value))} onChange={(e) => move(Number(e.currentTarget.value))} />
      <div class="line ends soft">
        <span>{clock(from)}</span>
        <span>{clock(to)}</span>
      </div>
      <div class="line steps">
        <button type="button" disabled={before === undefined} onClick={() => before !== undefined && move(before)}>Before the change</button>
        <b>{precise(held)}</b>
        <button type="button" disabled={after === undefined} onClick={() => after !== undefined && move(after)}>Next change</button>
      </div>
    </div>
  );
}
