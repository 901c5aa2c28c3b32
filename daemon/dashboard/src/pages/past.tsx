// Time travel: how all of it stood at a moment of the past. The moment stands in the address.

import { useMemo, useState } from "preact/hooks";
import { allTransitions, type PastPicture, pictureAt, type Transition, whyNone } from "dashboard/api/history";
import { ask, nodePath } from "dashboard/api/ask";
import type { Tree } from "dashboard/api/types";
import { graphOf } from "dashboard/graph/graph";
import { layOut } from "dashboard/graph/layout";
import { shapeOfScreen } from "dashboard/graph/shape";
import { GraphView } from "dashboard/parts/graph-view";
import { Icon } from "dashboard/parts/icon";
import { Mistake, Nothing, Panel } from "dashboard/parts/panel";
import { RangeChoice, useRange } from "dashboard/parts/range-choice";
import { SelectedNode } from "dashboard/parts/selected-node";
import { TimeSlider } from "dashboard/parts/time-slider";
import { FlowTable } from "dashboard/parts/flow-table";
import { Because } from "dashboard/parts/verdict-card";
import type { PageProps } from "dashboard/pages/table";
import { useAsked } from "dashboard/state/asked";
import { asItWas } from "dashboard/state/past";
import type { Picture } from "dashboard/state/picture";
import { go, link } from "dashboard/state/route";
import type { Range } from "dashboard/words/ranges";
import { knownSince } from "dashboard/words/seen";
import { sentenceOf } from "dashboard/words/sentence";
import { precise } from "dashboard/words/time";

const WRITTEN_AFTER_MS = 2_000; // what is newer may not be recorded yet
const NONE_CLOSED: ReadonlySet<string> = new Set();

export function PastPage(props: PageProps) {
  const [range, choose] = useRange();
  const end = useMemo(() => Date.now() - WRITTEN_AFTER_MS, [range]);
  const at = Date.parse(props.route.query.get("at") ?? "") || end;
  return (
    <Panel title={`As of ${precise(at)}`} id="past" aside={<RangeChoice now={range} choose={choose} />}>
      {range ? <Travel {...props} {...{ range, at, end }} /> : <Nothing>Asking the daemon …</Nothing>}
    </Panel>
  );
}

function Travel({ picture, range, at, end }: PageProps & { range: Range; at: number; end: number }) {
  const begin = Math.min(end - range.ms, at);
  const { value: marks, error } = useAsked(range.title, begin, (signal) => allTransitions(new Date(begin), new Date(end), signal));
  const { value: was } = useAsked("past", at, (signal) => pictureAt(new Date(at), signal));
  if (error) return <Nothing>There is none: {whyNone(error)}</Nothing>;
  return (
    <>
      <TimeSlider from={begin} to={end} at={at} marks={marks?.transitions ?? NO_MARKS} move={(t) => go(link("past", "", { at: new Date(t).toISOString() }))} />
      {marks && !marks.whole && <p class="soft">There were more changes than are marked: marks begin at {precise(knownSince(marks, begin, end))}.</p>}
      {was && !was.recorded && <Mistake text="Nobody looked then: this is the last that was known." />}
      {was && !was.whole && <Mistake text="The model is very large: of its components and dependencies only a part is shown, the others as unknown." />}
      {was ? <Then picture={picture} was={was} /> : <Nothing>Asking the daemon …</Nothing>}
    </>
  );
}

const NO_MARKS: readonly Transition[] = [];

function Then({ picture, was }: { picture: Picture; was: PastPicture }) {
  const [selected, select] = useState<string | null>(null);
  const top = picture.status.root.id;
  const { value: tree } = useAsked(top, picture.status.generation, (signal) => ask<Tree>(nodePath(top, "/tree"), { signal }));
  const graph = useMemo(() => tree && graphOf(tree.nodes, { signals: false, closed: NONE_CLOSED, top }, (id) => picture.nodes.get(id)), [tree]);
  const layout = useMemo(() => graph && layOut(graph, picture.status.regions.map((r) => r.id), shapeOfScreen()), [graph]);
  const then = asItWas(picture, was, graph?.nodes.values());
  return (
    <>
      <Sentence of={then} time={was.time} />
      <FlowTable picture={then} past={was} />
      {graph && layout && (
        <GraphView {...{ graph, layout, selected, select }} picture={then} closed={NONE_CLOSED} found={null} turn={() => undefined} />
      )}
      {selected && graph?.nodes.has(selected) && <SelectedNode id={selected} graph={graph} picture={then} />}
    </>
  );
}

// What balancers were told then stands in the table: here is who was hurt, and because of what.
function Sentence({ of: then, time }: { of: Picture; time: string }) {
  const { look, hurt, because } = sentenceOf(then);
  return (
    <p id="was" class={`was ${look}`} data-at={time}>
      <Icon look={look} />
      <span>
        <b>{hurt}</b> {because && <Because because={because} />}
      </span>
    </p>
  );
}
