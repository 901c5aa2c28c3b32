// A moment between two others, with a mark for everything that changed.

import { useEffect, useState } from "preact/hooks";
import type { Transition } from "dashboard/api/history";
import { past } from "dashboard/words/segments";
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
  const before = marks.find((m) => Date.parse(m.at) < at), after = [...marks].reverse().find((m) => Date.parse(m.at) > at);
  return (
    <div class="slider">
      <svg viewBox={`0 0 ${WIDE} 14`} preserveAspectRatio="none" aria-hidden="true">
        {marks.filter((m) => m.kind !== "signal").map((m) => (
          <rect key={`${m.at} ${m.id}`} class={past(m.state, m.state_class)} x={((Date.parse(m.at) - from) / (to - from)) * WIDE} width="2" height="14" />
        ))}
      </svg>
      <input type="range" aria-label="Moment" aria-valuetext={precise(held)} min={from} max={to} step={STEP_MS} value={held}
             onInput={(e) => hold(Number(e.currentTarget.value))} onChange={(e) => move(Number(e.currentTarget.value))} />
      <div class="line">
        <span class="soft">{clock(from)}</span>
        <button type="button" disabled={!before} onClick={() => before && move(Date.parse(before.at) - STEP_MS)}>Before the change</button>
        <b>{precise(held)}</b>
        <button type="button" disabled={!after} onClick={() => after && move(Date.parse(after.at))}>Next change</button>
        <span class="soft">{clock(to)}</span>
      </div>
    </div>
  );
}
