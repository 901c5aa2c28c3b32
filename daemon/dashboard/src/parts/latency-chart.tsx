// How long a signal's answers took: half of them, 95 and 99 of a hundred.

import { useEffect, useMemo, useRef } from "preact/hooks";
import uPlot from "uplot";
import { signalHistory } from "dashboard/api/history";
import type { Range } from "dashboard/parts/range-choice";
import { useRound } from "dashboard/state/pace";
import { useAsked } from "dashboard/state/asked";
import { duration } from "dashboard/words/numbers";

const HEIGHT = 180;
const ASK_EVERY_MS = 60_000;

export function LatencyChart({ node, name, range }: { node: string; name: string; range: Range }) {
  const place = useRef<HTMLDivElement>(null);
  const round = useRound(ASK_EVERY_MS);
  const to = useMemo(() => new Date(), [round, range]);
  const { value: was } = useAsked(`${node}/${name} ${range.title}`, round, (signal) =>
    signalHistory(node, name, new Date(to.getTime() - range.ms), to, signal));
  const points = was?.latency ?? [];
  useEffect(() => {
    if (points.length < 2 || !place.current) return undefined;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 } };
    const line = (label: string, stroke: string, dash: number[]) => ({ label, stroke: colour(stroke), width: 2, dash, points: { show: false } });
    const chart = new uPlot(
      {
        width: place.current.clientWidth, height: HEIGHT, cursor: { y: false },
        axes: [axis, { ...axis, size: 70, values: (_, ticks) => ticks.map(duration) }],
        series: [{}, line("median", "--accent", []), line("95 %", "--warn", [6, 3]), line("99 %", "--bad", [2, 2])],
      },
      [points.map((p) => Date.parse(p.at) / 1000), points.map((p) => p.p50_ms), points.map((p) => p.p95_ms), points.map((p) => p.p99_ms)],
      place.current,
    );
    return () => chart.destroy();
  }, [was]);
  if (points.length < 2) return null;
  return <div class="chart" ref={place} role="img" aria-label={`Latency of ${name} over ${range.title}: median ${duration(points[points.length - 1]!.p50_ms)} at the end`} />;
}
