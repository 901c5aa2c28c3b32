// The drawing: boxes and curves, moved by the pointer, walked by the arrow keys.

import type { CSSProperties } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { type Edge, type Graph, isBlamed } from "dashboard/graph/graph";
import { curve, type Layout } from "dashboard/graph/layout";
import { neighbour } from "dashboard/graph/walk";
import { GraphBox } from "dashboard/parts/graph-box";
import { GraphEdge } from "dashboard/parts/graph-edge";
import { nodeHref } from "dashboard/parts/node-link";
import { usePanZoom } from "dashboard/parts/pan-zoom";
import { newest, type Picture } from "dashboard/state/picture";
import { go } from "dashboard/state/route";
import { type Look, lookOf } from "dashboard/words/look";

interface Props {
  graph: Graph;
  layout: Layout;
  picture: Picture;
  closed: ReadonlySet<string>;
  found: ReadonlySet<string> | null;
  selected: string | null;
  select: (id: string | null) => void;
  turn: (id: string) => void;
}

export function GraphView(props: Props) {
  const { graph, layout, picture, closed, found, selected, select } = props;
  const frame = useRef<SVGSVGElement>(null);
  const view = usePanZoom(frame, layout);
  const paths = useMemo(() => graph.edges.map((e) => curve(layout.boxes.get(e.from)!, layout.boxes.get(e.to)!)), [graph, layout]);
  const current = selected && layout.boxes.has(selected) ? selected : layout.rows[0]?.[0];
  useEffect(() => {
    const first = found && [...found][0];
    if (first) view.show(layout.boxes.get(first)!);
  }, [found && [...found][0]]);
  return (
    <div class="graph">
      <svg ref={frame} class={view.scale < 0.45 ? "far" : ""} style={{ aspectRatio: `${layout.width} / ${layout.height}`, "--tall": `${layout.height}px` } as CSSProperties} role="group" aria-label="Nodes: arrow keys move, Enter opens, Space collapses"
           onKeyDown={(e) => onKey(e, props, current, (id) => view.show(layout.boxes.get(id)!))} {...view.handlers}>
        <g transform={view.transform}>
          {graph.edges.map((e, i) => (
            <GraphEdge key={`${e.from} ${e.to}`} edge={e} path={paths[i]!} blamed={blameAlong(e, graph, picture)}
                       touched={selected !== null && (e.from === selected || e.to === selected)} />
          ))}
          {[...layout.boxes.values()].map((box) => (
            <GraphBox key={box.id} box={box} node={newest(picture, graph.nodes.get(box.id)!)} closed={closed.has(box.id)}
                      faint={found !== null && !found.has(box.id)} selected={box.id === selected} current={box.id === current} select={select} />
          ))}
        </g>
      </svg>
      <div class="zoom">
        <button type="button" aria-label="Zoom in" onClick={() => view.zoom(1.3)}>+</button>
        <button type="button" aria-label="Zoom out" onClick={() => view.zoom(1 / 1.3)}>−</button>
        <button type="button" onClick={view.fit}>Fit</button>
      </div>
    </div>
  );
}

function blameAlong(e: Edge, graph: Graph, picture: Picture): Look | null {
  const from = newest(picture, graph.nodes.get(e.from)!), to = newest(picture, graph.nodes.get(e.to)!);
  return lookOf(from) !== "healthy" && isBlamed(from, to) ? lookOf(from) : null;
}

function onKey(event: KeyboardEvent, { graph, layout, select, turn }: Props, current: string | undefined, show: (id: string) => void): void {
  if (current === undefined) return;
  if (event.key === "Enter") go(nodeHref(current));
  else if (event.key === " ") turn(current);
  else if (event.key === "Escape") select(null);
  else {
    const next = neighbour(event.key, current, graph, layout);
    if (!next) return;
    select(next);
    show(next);
    const box = [...(event.currentTarget as Element).querySelectorAll<SVGGElement>("[data-id]")].find((b) => b.dataset["id"] === next);
    box?.focus();
  }
  event.preventDefault();
}
