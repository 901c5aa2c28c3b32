// How long a signal's answers took: half of them, 95 and 99 of a hundred.

import { useMemo } from "preact/hooks";
import { signalHistory } from "dashboard/api/history";
import { type Line, LineChart } from "dashboard/parts/line-chart";
import { useRange } from "dashboard/parts/range-choice";
import { useRound } from "dashboard/state/pace";
import { useAsked } from "dashboard/state/asked";
import { duration } from "dashboard/words/numbers";
import type { Range } from "dashboard/words/ranges";

const ASK_EVERY_MS = 60_000;

export function LatencyChart({ node, name }: { node: string; name: string }) {
  const [range] = useRange();
  return range ? <Chart {...{ node, name, range }} /> : null;
}

function Chart({ node, name, range }: { node: string; name: string; range: Range }) {
  const round = useRound(ASK_EVERY_MS);
  const to = useMemo(() => new Date(), [round, range]);
  const { value: was } = useAsked(`${node}/${name} ${range.title}`, round, (signal) =>
    signalHistory(node, name, new Date(to.getTime() - range.ms), to, signal));
  const points = useMemo(() => was?.latency ?? [], [was]);
  const at = useMemo(() => points.map((p) => Date.parse(p.at)), [points]);
  const lines = useMemo((): Line[] => [
    { label: "median", colour: "--accent", dash: [], values: points.map((p) => p.p50_ms) },
    { label: "95 %", colour: "--warn", dash: [6, 3], values: points.map((p) => p.p95_ms) },
    { label: "99 %", colour: "--bad", dash: [2, 2], values: points.map((p) => p.p99_ms) },
  ], [points]);
  const last = points[points.length - 1];
  if (points.length < 2 || !last) return null;
  return <LineChart {...{ at, lines }} text={duration} label={`Latency of ${name} over ${range.title}: median ${duration(last.p50_ms)} at the end`} />;
}
