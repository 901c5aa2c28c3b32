// Which alerts people have been told of, or would have been. Nothing where none is under way.

import { type Alert, askAlerts } from "dashboard/api/alerts";
import { Badge } from "dashboard/parts/badge";
import { NodeLink } from "dashboard/parts/node-link";
import { Mistake, Panel } from "dashboard/parts/panel";
import { useAsked } from "dashboard/state/asked";
import { useAtMostEvery, useRound } from "dashboard/state/pace";
import { clock } from "dashboard/words/time";

const ASK_AT_MOST_EVERY_MS = 3_000;
const ASK_AT_LEAST_EVERY_MS = 10_000; // they begin and end by the clock, too
const MOST_SHOWN = 12;
const ORDER: readonly Alert["phase"][] = ["firing", "pending", "held", "muted"];

export function AlertsPanel({ sequence }: { sequence: number }) {
  const key = `${useAtMostEvery(ASK_AT_MOST_EVERY_MS, sequence)} ${useRound(ASK_AT_LEAST_EVERY_MS)}`;
  const { value: alerts, error } = useAsked("alerts", key, askAlerts);
  if (!error && !alerts?.length) return null;
  const sorted = [...(alerts ?? [])].sort((a, b) => rank(a) - rank(b));
  return (
    <Panel title="Alerts" id="alerts">
      {error && <Mistake text={`Nobody knows which alerts there are: ${error}`} />}
      <ul class="plain">
        {sorted.slice(0, MOST_SHOWN).map((a) => (
          <One key={a.alert} alert={a} />
        ))}
        {sorted.length > MOST_SHOWN && <li class="soft">and {sorted.length - MOST_SHOWN} more</li>}
      </ul>
    </Panel>
  );
}

const rank = (a: Alert): number => 2 * ORDER.indexOf(a.phase) + (a.severity === "page" ? 0 : 1);

function One({ alert: a }: { alert: Alert }) {
  const fires = a.phase === "firing";
  return (
    <li>
      <Badge look={!fires ? "unknown" : a.severity === "page" ? "unhealthy" : "degraded"} word={a.severity} /> <b>{a.rule}</b>{" "}
      {a.node && <NodeLink id={a.node} />}
      <div class="soft">
        {phaseText(a)} since {clock(a.since)}
        {a.clearing && ", about to end"}
      </div>
    </li>
  );
}

function phaseText(a: Alert): string {
  if (a.phase === "held") return `held back by ${a.held_by ?? "another one"}`;
  return a.phase === "muted" && a.muted_by ? `muted: ${a.muted_by}` : a.phase;
}
