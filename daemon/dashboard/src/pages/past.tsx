// Time travel: how all of it stood at a moment of the past. The moment stands in the address.

import { useMemo, useState } from "preact/hooks";
import { allTransitions, pictureAt, whyNone } from "dashboard/api/history";
import { ask, nodePath } from "dashboard/api/ask";
import type { Tree } from "dashboard/api/types";
import { graphOf } from "dashboard/graph/graph";
import { layOut } from "dashboard/graph/layout";
import { shapeOfScreen } from "dashboard/graph/shape";
import { GraphView } from "dashboard/parts/graph-view";
import { Mistake, Nothing, Panel } from "dashboard/parts/panel";
import { RANGES, type Range, RangeChoice } from "dashboard/parts/range-choice";
import { TimeSlider } from "dashboard/parts/time-slider";
import { FlowTable } from "dashboard/parts/flow-table";
import type { PageProps } from "dashboard/pages/table";
import { useAsked } from "dashboard/state/asked";
import { asItWas } from "dashboard/state/past";
import { go, link } from "dashboard/state/route";
import { precise } from "dashboard/words/time";

const NONE_CLOSED: ReadonlySet<string> = new Set();

export function PastPage({ picture, route }: PageProps) {
  const [range, choose] = useState<Range>(RANGES[2]!);
  const end = useMemo(() => Date.now(), [range]);
  const at = Date.parse(route.query.get("at") ?? "") || end;
  const begin = Math.min(end - range.ms, at);
  const [selected, select] = useState<string | null>(null);
  const top = picture.status.root.id;
  const { value: marks, error } = useAsked(range.title, begin, (signal) => allTransitions(new Date(begin), new Date(end), signal));
  const { value: was } = useAsked("past", at, (signal) => pictureAt(new Date(at), signal));
  const { value: tree } = useAsked(top, picture.status.generation, (signal) => ask<Tree>(nodePath(top, "/tree"), { signal }));
  const graph = useMemo(() => tree && graphOf(tree.nodes, { signals: false, closed: NONE_CLOSED, top }, (id) => picture.nodes.get(id)), [tree]);
  const layout = useMemo(() => graph && layOut(graph, picture.status.regions.map((r) => r.id), shapeOfScreen()), [graph]);
  const then = was && asItWas(picture, was);
  if (error) return <Panel title="The past"><Nothing>There is none: {whyNone(error)}</Nothing></Panel>;
  return (
    <Panel title={`As of ${precise(at)}`} id="past" aside={<RangeChoice now={range} choose={choose} />}>
      <TimeSlider from={begin} to={end} at={at} marks={marks ?? []} move={(t) => go(link("past", "", { at: new Date(t).toISOString() }))} />
      {was && !was.recorded && <Mistake text="Nobody looked then: this is the last that was known." />}
      {then && <FlowTable picture={then} past />}
      {then && graph && layout && (
        <GraphView {...{ graph, layout, selected, select }} picture={then} closed={NONE_CLOSED} found={null} turn={() => undefined} />
      )}
    </Panel>
  );
}
