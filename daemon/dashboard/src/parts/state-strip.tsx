// A while as a strip: height tells the state, too, so that it does not hang on colour. Where nobody looked there is nothing.

import type { Look } from "dashboard/words/look";
import type { Segment } from "dashboard/words/segments";
import { count } from "dashboard/words/numbers";
import { incidentsOf } from "dashboard/words/segments";

const HEIGHT: Record<Look, number> = { healthy: 4, unknown: 8, degraded: 12, unhealthy: 20 };
const TALL = 20, WIDE = 1000;

export function StateStrip({ segments, label }: { segments: readonly Segment[]; label: string }) {
  const first = segments[0], last = segments[segments.length - 1];
  if (!first || !last) return null;
  const x = (t: number): number => ((t - first.from) / (last.to - first.from)) * WIDE;
  return (
    <svg class="strip" viewBox={`0 0 ${WIDE} ${TALL}`} preserveAspectRatio="none" role="img" aria-label={`${label}: ${count(incidentsOf(segments).length, "incident")}`}>
      {segments.map((s) => s.look && (
        <rect key={s.from} class={s.look} x={x(s.from)} width={Math.max(2, x(s.to) - x(s.from))} y={TALL - HEIGHT[s.look]} height={HEIGHT[s.look]} />
      ))}
    </svg>
  );
}
