// What would be: nodes are clicked into states, and the rest follows. The running model is not touched. The assumptions stand
// in the address, so that they can be shown to somebody.

import { useMemo, useState } from "preact/hooks";
import { ask, nodePath } from "dashboard/api/ask";
import type { Tree, WhatIf } from "dashboard/api/types";
import { graphOf } from "dashboard/graph/graph";
import { layOut } from "dashboard/graph/layout";
import { shapeOfScreen } from "dashboard/graph/shape";
import { Assume, Assumptions } from "dashboard/parts/assumptions";
import { GraphView } from "dashboard/parts/graph-view";
import { Mistake, Nothing, Panel } from "dashboard/parts/panel";
import { Consequences } from "dashboard/parts/consequences";
import { Promised } from "dashboard/parts/promised";
import type { PageProps } from "dashboard/pages/table";
import { useAsked } from "dashboard/state/asked";
import { useAtMostEvery } from "dashboard/state/pace";
import type { Picture } from "dashboard/state/picture";
import { go, link } from "dashboard/state/route";

const ASK_AT_MOST_EVERY_MS = 1000;
const NONE_CLOSED: ReadonlySet<string> = new Set();

export function WhatIfPage({ picture, route }: PageProps) {
  const assumed = Object.fromEntries(route.query);
  const [selected, select] = useState<string | null>(null);
  const sequence = useAtMostEvery(ASK_AT_MOST_EVERY_MS, picture.status.sequence);
  const top = picture.status.root.id;
  const { value: tree } = useAsked(top, picture.status.generation, (signal) => ask<Tree>(nodePath(top, "/tree"), { signal }));
  const { value: outcome, error } = useAsked("what if", `${route.query} ${sequence}`, (signal) =>
    ask<WhatIf>("api/v1/whatif", { method: "POST", body: { assume: assumed }, signal }));
  const graph = useMemo(() => tree && graphOf(tree.nodes, { signals: false, closed: NONE_CLOSED, top }, (id) => picture.nodes.get(id)), [tree]);
  const layout = useMemo(() => graph && layOut(graph, picture.status.regions.map((r) => r.id), shapeOfScreen()), [graph]);
  const assume = (id: string, state: string): void => {
    const { [id]: _, ...others } = assumed;
    go(link("what-if", "", state ? { ...others, [id]: state } : others));
  };
  return (
    <>
      <Panel title="What if" id="what-if">
        <Assumptions assumed={assumed} assume={assume} nodes={[...(graph?.nodes.keys() ?? [])]} states={picture.status.states} />
        {error && <Mistake text={error} />}
        {!layout && <Nothing>Asking the daemon …</Nothing>}
        {graph && layout && (
          <GraphView {...{ graph, layout, selected, select }} picture={imagined(picture, outcome)} closed={NONE_CLOSED} found={null} turn={() => undefined} />
        )}
        {selected && <Assume id={selected} signals={signalsOf(selected, tree)} states={picture.status.states} {...{ assumed, assume }} />}
      </Panel>
      {outcome && <Consequences of={outcome} picture={picture} />}
      {Object.keys(assumed).length > 0 && <Promised assumed={assumed} generation={picture.status.generation} />}
    </>
  );
}

const signalsOf = (id: string, tree: Tree | undefined): string[] =>
  (tree?.nodes ?? []).filter((n) => n.kind === "signal" && n.id.startsWith(`${id}/`)).map((n) => n.id);

function imagined(p: Picture, outcome: WhatIf | undefined): Picture {
  if (!outcome) return p;
  const nodes = new Map(p.nodes);
  for (const { id, state_before, state_before_class, score_before, ...after } of outcome.changed) {
    const before = nodes.get(id);
    if (before) nodes.set(id, { ...before, ...after });
  }
  return { ...p, nodes };
}
