// A region as the head of its column: how it is, what balancers are told of it and who says so, its traffic.

import type { PastVerdict } from "dashboard/api/history";
import type { Brief, Region, Verdict } from "dashboard/api/types";
import { Badge, Remarks, StateBadge, VerdictBadge } from "dashboard/parts/badge";
import { NodeLink } from "dashboard/parts/node-link";
import { lookOfVerdict } from "dashboard/words/look";
import { percent, scoreText } from "dashboard/words/numbers";
import { clock } from "dashboard/words/time";

export function RegionHead({ region, node, own }: { region: Region; node: Brief; own: boolean }) {
  const v = region.verdict;
  return (
    <th scope="col" class="region">
      <div class="region-name">
        <NodeLink id={region.id} />
        {own && <span class="tag">own</span>}
      </div>
      <div class="line">
        <StateBadge node={node} /> <span class="score">{scoreText(node.score)}</span>
      </div>
      <div class="line">
        <span class="soft">balancers are told</span> <VerdictBadge verdict={v} />
      </div>
      <div class="soft">{sourceText(v)}</div>
      <Traffic region={region} />
      {v.override && <Said by={v.override} />}
      <Remarks node={node} />
    </th>
  );
}

// The same of another time.
export function ToldThen({ told: { verdict: v, at, author, reason } }: { told: PastVerdict }) {
  if (!v) return null;
  const by = v.source === "computed" ? "" : ` by ${v.source.replaceAll("_", " ")}`;
  return (
    <>
      <div class="line">
        <span class="soft">balancers were told</span> <Badge look={lookOfVerdict(v.effective)} word={v.effective} pill />
      </div>
      <div class="soft">
        since {clock(at)}
        {by}
        {v.effective !== "down" && v.weight_percent < 100 && `, weight ${percent(v.weight_percent)}`}
      </div>
      {author && (
        <span class="remark calm">
          {author}: {reason}
        </span>
      )}
    </>
  );
}

// Whose word it is, when it is not the evidence's.
function sourceText(v: Verdict): string {
  const since = `since ${clock(v.since)}`;
  const due = v.computed_due && v.computed !== v.routing ? `, ${v.routing} at ${clock(v.computed_due)} if it stays so` : "";
  if (v.source === "computed") return `${since}${due}`;
  const own = v.computed === v.effective ? "" : `, by itself ${v.computed}`;
  return `by ${v.source.replaceAll("_", " ")} ${since}${own}${due}`;
}

function Traffic({ region }: { region: Region }) {
  const { traffic_percent: traffic, share_percent: share, verdict } = region;
  return (
    <div class="traffic">
      <meter min={0} max={100} value={traffic} aria-label={`traffic of ${region.id}`} />
      <span>{percent(traffic)}</span>
      <span class="soft">
        of the traffic, share {percent(share)}
        {verdict.weight_percent < 100 && `, weight ${percent(verdict.weight_percent)}`}
      </span>
    </div>
  );
}

const Said = ({ by }: { by: NonNullable<Verdict["override"]> }) => (
  <span class="remark calm">
    {by.kind.replaceAll("_", " ")} by {by.author} until {clock(by.until)}: {by.reason}
  </span>
);
