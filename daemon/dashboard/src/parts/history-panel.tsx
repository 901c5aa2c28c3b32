// How a node stood over the last hour, or day, or month; and its incidents.

import { useMemo, useState } from "preact/hooks";
import { nodeHistory, whyNone } from "dashboard/api/history";
import type { NodeDetail } from "dashboard/api/types";
import { Badge } from "dashboard/parts/badge";
import { Nothing, Panel } from "dashboard/parts/panel";
import { RANGES, type Range, RangeChoice } from "dashboard/parts/range-choice";
import { StateStrip } from "dashboard/parts/state-strip";
import { useAsked } from "dashboard/state/asked";
import { link } from "dashboard/state/route";
import { duration } from "dashboard/words/numbers";
import { incidentsOf, type Segment, segmentsOf } from "dashboard/words/segments";
import { clock } from "dashboard/words/time";

const MOST_INCIDENTS = 10;

export function HistoryPanel({ node }: { node: NodeDetail }) {
  const [range, choose] = useState<Range>(RANGES[2]!);
  const to = useMemo(() => new Date(), [node.as_of, range]);
  const from = new Date(to.getTime() - range.ms);
  const { value: was, error } = useAsked(`${node.id} ${range.title}`, node.as_of, (signal) => nodeHistory(node.id, from, to, signal));
  const segments = was && segmentsOf(node, was.transitions, Date.parse(was.from), Date.parse(was.to));
  return (
    <Panel title="History" id="history" aside={<RangeChoice now={range} choose={choose} />}>
      {error && <Nothing>There is none: {whyNone(error)}</Nothing>}
      {!was && !error && <Nothing>Asking the daemon …</Nothing>}
      {segments && <StateStrip segments={segments} label={`${node.id} over ${range.title}`} />}
      {segments && <Incidents of={incidentsOf(segments)} range={range} />}
    </Panel>
  );
}

function Incidents({ of: all, range }: { of: Segment[]; range: Range }) {
  if (all.length === 0) return <p class="soft">No incident in {range.title}.</p>;
  return (
    <ul class="plain incidents">
      {all.slice(0, MOST_INCIDENTS).map((s) => (
        <li key={s.from}>
          <Badge look={s.look} /> from <a href={link("past", "", { at: new Date(s.from).toISOString() })}>{clock(s.from)}</a> for {duration(s.to - s.from)}
        </li>
      ))}
      {all.length > MOST_INCIDENTS && <li class="soft">and {all.length - MOST_INCIDENTS} more</li>}
    </ul>
  );
}
