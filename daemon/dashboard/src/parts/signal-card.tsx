// A signal: what is asked, by which conditions the answer is judged, the values it had, and how the last runs went.

import { useState } from "preact/hooks";
import type { SignalDetail, SignalOfNode } from "dashboard/api/types";
import { ask, signalPath } from "dashboard/api/ask";
import { CertificateFacts } from "dashboard/parts/certificate-facts";
import { Remarks, StateBadge } from "dashboard/parts/badge";
import { Facts, Mistake, Nothing } from "dashboard/parts/panel";
import { LatencyChart } from "dashboard/parts/latency-chart";
import { Runs } from "dashboard/parts/runs";
import { useAsked } from "dashboard/state/asked";
import { useRound } from "dashboard/state/pace";
import { partsOf } from "dashboard/words/names";
import { duration } from "dashboard/words/numbers";
import { probeText } from "dashboard/words/probe";
import { headlineOf, why } from "dashboard/words/reason";

const ASK_EVERY_MS = 5_000;

export function SignalCard({ node, signal, opened }: { node: string; signal: SignalOfNode; opened: boolean }) {
  const [open, setOpen] = useState(opened);
  const name = partsOf(signal.id).signal ?? signal.id;
  return (
    <details class="signal" id={`signal-${name}`} open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        <StateBadge node={signal} /> <b>{name}</b> <span class="tag">{signal.probe}</span>
        {signal.reason && <span class="soft"> {why(headlineOf(signal.reason))}</span>}
        <Remarks node={signal} />
      </summary>
      {open && <Detail node={node} name={name} />}
    </details>
  );
}

function Detail({ node, name }: { node: string; name: string }) {
  const round = useRound(ASK_EVERY_MS);
  const { value: s, error } = useAsked(`${node}/${name}`, round, (signal) => ask<SignalDetail>(signalPath(node, name), { signal }));
  if (!s) return error ? <Mistake text={error} /> : <Nothing>Asking the daemon …</Nothing>;
  return (
    <>
      <Facts
        rows={[
          ["asks", <code key="asks">{probeText(s.probe)}</code>],
          ["every", `${duration(s.schedule.every_ms)}, at most ${duration(s.schedule.timeout_ms)}`],
          ["unhealthy when", s.conditions.unhealthy ? <code key="unhealthy">{s.conditions.unhealthy}</code> : "it fails"],
          ...(s.conditions.degraded ? [["degraded when", <code key="degraded">{s.conditions.degraded}</code>] as [string, preact.JSX.Element]] : []),
          ["worse after", `${s.schedule.fall} bad in a row, better after ${s.schedule.rise} good`],
          ...(s.judged ? [["judged", <Judged key="judged" of={s.judged} />] as [string, preact.JSX.Element]] : []),
        ]}
      />
      <LatencyChart {...{ node, name }} />
      <Runs runs={s.observations} />
      {s.tls && <CertificateFacts tls={s.tls} />}
    </>
  );
}

const Judged = ({ of: j }: { of: NonNullable<SignalDetail["judged"]> }) => (
  <>
    {j.state}: {j.reason.replaceAll("_", " ")}
    {j.detail && <> — {j.detail}</>}
  </>
);
