// Which node the arrow keys lead to: along the layer, or to the nearest one that needs it or that it needs.

import type { Graph } from "dashboard/graph/graph";
import type { Box, Layout } from "dashboard/graph/layout";

export function neighbour(key: string, from: string, graph: Graph, layout: Layout): string | undefined {
  const here = layout.boxes.get(from);
  if (!here) return undefined;
  const row = layout.rows[here.layer] ?? [];
  const at = row.indexOf(from);
  if (key === "ArrowLeft") return row[at - 1];
  if (key === "ArrowRight") return row[at + 1];
  if (key === "ArrowUp") return nearest(here, graph.edges.filter((e) => e.to === from).map((e) => e.from), layout);
  if (key === "ArrowDown") return nearest(here, graph.edges.filter((e) => e.from === from).map((e) => e.to), layout);
  return undefined;
}

function nearest(here: Box, ids: string[], { boxes }: Layout): string | undefined {
  const distance = (id: string): number => Math.abs(boxes.get(id)!.x - here.x) + Math.abs(boxes.get(id)!.y - here.y);
  return ids.sort((a, b) => distance(a) - distance(b))[0];
}
