// The health graph: who needs whom, in the layers of the model, of one region or of all side by side.

import { useMemo, useState } from "preact/hooks";
import type { Tree } from "dashboard/api/types";
import { ask, nodePath } from "dashboard/api/ask";
import { type Graph, graphOf } from "dashboard/graph/graph";
import { layOut } from "dashboard/graph/layout";
import { shapeOfScreen } from "dashboard/graph/shape";
import { GraphView } from "dashboard/parts/graph-view";
import { Legend } from "dashboard/parts/legend";
import { Mistake, Nothing, Panel } from "dashboard/parts/panel";
import { SearchHits } from "dashboard/parts/search-hits";
import { SelectedNode } from "dashboard/parts/selected-node";
import type { PageProps } from "dashboard/pages/table";
import { useAsked } from "dashboard/state/asked";
import type { Picture } from "dashboard/state/picture";
import { go, link } from "dashboard/state/route";

export function GraphPage({ picture, route }: PageProps) {
  const top = route.subject || picture.status.root.id;
  const [signals, showSignals] = useState(false);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [selected, select] = useState<string | null>(null);
  const [sought, seek] = useState("");
  const { value: tree, error } = useAsked(top, picture.status.generation, (signal) => ask<Tree>(nodePath(top, "/tree"), { signal }));
  const graph = useMemo(
    () => tree && graphOf(tree.nodes, { signals, closed, top }, (id) => picture.nodes.get(id)),
    [tree, signals, closed, top],
  );
  const regions = picture.status.regions.map((r) => r.id);
  const layout = useMemo(() => graph && layOut(graph, regions, shapeOfScreen()), [graph, regions.join()]);
  const turn = (id: string): void => setClosed((before) => toggled(before, id));
  return (
    <Panel title="Health graph" aside={<Legend />}>
      <Toolbar {...{ picture, top, signals, showSignals, sought, seek }} />
      {error && <Mistake text={error} />}
      {!layout && !error && <Nothing>Asking the daemon …</Nothing>}
      {tree?.truncated && <p class="soft">Only the first {tree.nodes.length} nodes are drawn. Choose a region, or find a node to begin with.</p>}
      {tree?.truncated && sought.trim() && <SearchHits sought={sought.trim()} />}
      {graph && layout && (
        <GraphView {...{ graph, layout, picture, closed, selected, select, turn }} found={foundIn(graph, sought)} key={top} />
      )}
      {selected && graph?.nodes.has(selected) && <SelectedNode id={selected} {...{ graph, picture, closed, turn }} />}
    </Panel>
  );
}

interface ToolbarProps {
  picture: Picture;
  top: string;
  signals: boolean;
  showSignals: (on: boolean) => void;
  sought: string;
  seek: (text: string) => void;
}

function Toolbar({ picture, top, signals, showSignals, sought, seek }: ToolbarProps) {
  const { root, regions } = picture.status;
  const tops = [root.id, ...regions.map((r) => r.id)];
  return (
    <div class="toolbar">
      <label>
        Show{" "}
        <select value={top} onChange={(e) => go(link("graph", e.currentTarget.value === root.id ? "" : e.currentTarget.value))}>
          {!tops.includes(top) && <option value={top}>below {top}</option>}
          <option value={root.id}>all regions</option>
          {regions.map((r) => (
            <option key={r.id} value={r.id}>
              {r.id}
            </option>
          ))}
        </select>
      </label>
      <label>
        Find <input type="search" value={sought} placeholder="name" onInput={(e) => seek(e.currentTarget.value)} />
      </label>
      <label>
        <input type="checkbox" checked={signals} onChange={(e) => showSignals(e.currentTarget.checked)} /> signals
      </label>
    </div>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

function foundIn(graph: Graph, sought: string): ReadonlySet<string> | null {
  const words = sought.trim().toLowerCase();
  return words ? new Set([...graph.nodes.keys()].filter((id) => id.toLowerCase().includes(words))) : null;
}
