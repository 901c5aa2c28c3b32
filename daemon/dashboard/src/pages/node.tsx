// One node: how it is and why, what measures it, and what is below.

import { useEffect } from "preact/hooks";
import type { NodeDetail } from "dashboard/api/types";
import { ask, nodePath } from "dashboard/api/ask";
import { Blame } from "dashboard/parts/blame";
import { HistoryPanel } from "dashboard/parts/history-panel";
import { NodeHead } from "dashboard/parts/node-head";
import { Nothing, Mistake, Panel } from "dashboard/parts/panel";
import { Reckoning } from "dashboard/parts/reckoning";
import { SignalCard } from "dashboard/parts/signal-card";
import { TreePanel } from "dashboard/parts/tree";
import type { PageProps } from "dashboard/pages/table";
import { useAsked } from "dashboard/state/asked";
import { useAtMostEvery } from "dashboard/state/pace";

const ASK_AT_MOST_EVERY_MS = 500;

export function NodePage({ picture, route }: PageProps) {
  const id = route.subject;
  const sequence = useAtMostEvery(ASK_AT_MOST_EVERY_MS, picture.status.sequence);
  const { value: node, error } = useAsked(id, sequence, (signal) => ask<NodeDetail>(nodePath(id), { signal }));
  const wanted = route.query.get("signal");
  useEffect(() => {
    if (node && wanted) document.getElementById(`signal-${wanted}`)?.scrollIntoView({ block: "start" });
  }, [node?.id, wanted]);
  if (!node) return error ? <Mistake text={error} /> : <Nothing>Asking the daemon …</Nothing>;
  return (
    <>
      <NodeHead node={node} picture={picture} />
      {error && <Mistake text={`This page is not up to date: ${error}`} />}
      <Blame node={node} />
      <Reckoning node={node} />
      {node.signals.length > 0 && (
        <Panel title="Signals" id="signals">
          {node.signals.map((s) => (
            <SignalCard key={s.id} node={node.id} signal={s} opened={s.id === `${node.id}/${wanted}` || node.signals.length === 1} />
          ))}
        </Panel>
      )}
      <HistoryPanel node={node} />
      <TreePanel id={id} picture={picture} />
    </>
  );
}
