// How each flow's error budget went over its window: what is left now is exact, the way there is drawn by the recorded states
// and the configured shares of the traffic, to scale.

import { useMemo } from "preact/hooks";
import { type Changes, transitionsOfFlows } from "dashboard/api/history";
import type { Attained } from "dashboard/api/slo";
import type { Flow } from "dashboard/api/types";
import { LineChart } from "dashboard/parts/line-chart";
import { Panel } from "dashboard/parts/panel";
import { useAsked } from "dashboard/state/asked";
import { newest, type Picture } from "dashboard/state/picture";
import { downtimeText } from "dashboard/words/availability";
import { burnDown, type Place } from "dashboard/words/burn-down";
import { seenIn, seenOf } from "dashboard/words/seen";
import { segmentsOf } from "dashboard/words/segments";

const NO_CHANGES: Changes = { transitions: [], recorded: [], whole: true };

interface Props {
  attained: readonly Attained[];
  picture: Picture;
}

export function BurnDowns({ attained, picture }: Props) {
  const known = attained.filter((a) => a.from && a.until && a.available.budget_s && a.available.bad_s !== undefined);
  const flows = known.flatMap((a) => picture.status.flows.filter((f) => f.id === a.id).map((flow) => ({ a, flow })));
  const from = Math.min(...known.map((a) => Date.parse(a.from!)));
  const to = Math.max(...known.map((a) => Date.parse(a.until!)));
  const { value: changes } = useAsked("burn-down", `${from} ${to}`, (signal) =>
    flows.length > 0 ? transitionsOfFlows(new Date(from), new Date(to), signal) : Promise.resolve(NO_CHANGES));
  if (!changes || flows.length === 0) return null;
  return (
    <div class="columns">
      {flows.map(({ a, flow }) => (
        <BurnDown key={a.id} {...{ a, flow, changes, picture }} />
      ))}
    </div>
  );
}

function BurnDown({ a, flow, changes, picture }: { a: Attained; flow: Flow; changes: Changes; picture: Picture }) {
  const bad_s = a.available.bad_s!, budget_s = a.available.budget_s!;
  const points = useMemo(() => burnDown({ bad_s, budget_s }, placesOf(a, flow, changes, picture)), [a, changes]);
  const at = useMemo(() => points.map((p) => p.at), [points]);
  const lines = useMemo(() => [{ label: "left", colour: "--accent", dash: [], values: points.map((p) => p.left_s) }], [points]);
  if (points.length < 2) return null;
  return (
    <Panel title={`${a.id}: what is left of ${downtimeText(budget_s)} in ${a.window}`}>
      <LineChart {...{ at, lines }} text={downtimeText} ticks={[0, budget_s / 2, budget_s]} label={`Budget of ${a.id}: ${downtimeText(budget_s - bad_s)} left`} />
    </Panel>
  );
}

function placesOf(a: Attained, flow: Flow, changes: Changes, picture: Picture): Place[] {
  const cells = flow.scope === "global" ? [flow] : flow.regions;
  const share = (region: string | undefined): number => picture.status.regions.find((r) => r.id === region)?.share_percent ?? 100;
  const all = cells.reduce((sum, c) => sum + share(c.region), 0) || 1;
  const from = Date.parse(a.from!), until = Date.parse(a.until!), seen = seenIn(changes, from, until);
  return cells.map((c) => ({
    share: share(c.region) / all,
    segments: seenOf(segmentsOf(newest(picture, c), changes.transitions.filter((t) => t.id === c.id), from, until), seen),
  }));
}
