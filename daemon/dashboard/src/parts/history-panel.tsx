// How a node stood over the last hour, or day, or month; and its incidents.

import { useMemo } from "preact/hooks";
import { nodeHistory, whyNone } from "dashboard/api/history";
import type { NodeDetail } from "dashboard/api/types";
import { Badge } from "dashboard/parts/badge";
import { Nothing, Panel } from "dashboard/parts/panel";
import { RangeChoice, useRange } from "dashboard/parts/range-choice";
import { StateStrip } from "dashboard/parts/state-strip";
import { useAsked } from "dashboard/state/asked";
import { useRound } from "dashboard/state/pace";
import { link } from "dashboard/state/route";
import { duration } from "dashboard/words/numbers";
import type { Range } from "dashboard/words/ranges";
import { knownSince, seenIn, seenOf } from "dashboard/words/seen";
import { type Incident, incidentsOf, type Segment, segmentsOf } from "dashboard/words/segments";
import { sharesOf, unseenText } from "dashboard/words/shares";
import { clock } from "dashboard/words/time";

const MOST_INCIDENTS = 10;
const ASK_EVERY_MS = 5_000;

export function HistoryPanel({ node }: { node: NodeDetail }) {
  const [range, choose] = useRange();
  return (
    <Panel title="History" id="history" aside={<RangeChoice now={range} choose={choose} />}>
      {range ? <Past node={node} range={range} /> : <Nothing>Asking the daemon …</Nothing>}
    </Panel>
  );
}

function Past({ node, range }: { node: NodeDetail; range: Range }) {
  const round = useRound(ASK_EVERY_MS);
  const to = useMemo(() => new Date(), [round, node.state, range]);
  const from = new Date(to.getTime() - range.ms);
  const { value: was, error } = useAsked(`${node.id} ${range.title}`, to, (signal) => nodeHistory(node.id, from, to, signal));
  if (!was) return <Nothing>{error ? `There is none: ${whyNone(error)}` : "Asking the daemon …"}</Nothing>;
  const begin = from.getTime(), end = to.getTime();
  const seen = seenOf(segmentsOf(node, was.transitions, begin, end), seenIn(was, begin, end));
  // One that a restart of the daemon cut in two is one.
  const incidents = incidentsOf(segmentsOf(node, was.transitions, knownSince(was, begin, end), end));
  return (
    <>
      <StateStrip segments={seen} label={`${node.id} over ${range.title}`} />
      <div class="line ends soft">
        <span>{clock(begin)}</span>
        <span>{clock(end)}</span>
      </div>
      <Shares of={seen} />
      {!was.whole && <p class="soft">There were more changes than are shown: only the newest are.</p>}
      <Incidents of={incidents} range={range} now={end} />
    </>
  );
}

// For which part of the time it was what.
function Shares({ of: seen }: { of: readonly Segment[] }) {
  const unseen = unseenText(seen);
  return (
    <p class="line shares">
      {sharesOf(seen).map(({ look, text }) => (
        <span key={look}>
          <Badge look={look} /> {text}
        </span>
      ))}
      {unseen && <span class="soft">{unseen}</span>}
    </p>
  );
}

function Incidents({ of: all, range, now }: { of: Incident[]; range: Range; now: number }) {
  if (all.length === 0) return <p class="soft">No incident in {range.title}.</p>;
  return (
    <ul class="plain incidents">
      {all.slice(0, MOST_INCIDENTS).map((s) => (
        <li key={s.from}>
          <Badge look={s.look} /> {s.to >= now ? "since" : "from"} <a href={link("past", "", { at: new Date(s.from).toISOString() })}>{clock(s.from)}</a>,
          for {duration(s.to - s.from)}
        </li>
      ))}
      {all.length > MOST_INCIDENTS && <li class="soft">and {all.length - MOST_INCIDENTS} more</li>}
    </ul>
  );
}
