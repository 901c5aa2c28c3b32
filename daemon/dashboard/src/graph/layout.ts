// Where everything is drawn. A layer that is too wide is broken into lines, so that two thousand nodes still fit a screen.

import type { Graph } from "dashboard/graph/graph";
import { layersOf } from "dashboard/graph/layers";
import { ordered } from "dashboard/graph/order";

export const BOX = { width: 170, height: 46 };
const GAP = { x: 12, line: 14, layer: 64, edge: 20 };

// How much wider than high the picture is, and how many boxes a line takes at least.
export interface Shape {
  ratio: number;
  least: number;
}
export const WIDE: Shape = { ratio: 1.7, least: 10 }, NARROW: Shape = { ratio: 0.7, least: 4 };

export interface Box {
  id: string;
  x: number; // its left upper corner
  y: number;
  layer: number;
}

export interface Layout {
  boxes: Map<string, Box>;
  rows: string[][]; // ids by layer, from left to right
  width: number;
  height: number;
}

export function layOut(graph: Graph, regions: readonly string[], shape: Shape = WIDE): Layout {
  const rows = ordered(graph, layersOf(graph), regions).filter((row) => row?.length > 0);
  const most = Math.max(shape.least, Math.ceil(Math.sqrt((graph.nodes.size * shape.ratio * (BOX.height + GAP.line)) / (BOX.width + GAP.x))));
  const widest = Math.min(most, Math.max(1, ...rows.map((r) => r.length)));
  const width = 2 * GAP.edge + widest * (BOX.width + GAP.x) - GAP.x;
  const boxes = new Map<string, Box>();
  let y = GAP.edge;
  rows.forEach((row, layer) => {
    for (const line of linesOf(row, most)) {
      const used = line.length * (BOX.width + GAP.x) - GAP.x;
      const left = (width - used) / 2;
      line.forEach((id, i) => boxes.set(id, { id, x: left + i * (BOX.width + GAP.x), y, layer }));
      y += BOX.height + GAP.line;
    }
    y += GAP.layer - GAP.line;
  });
  return { boxes, rows, width, height: Math.max(y - GAP.layer + GAP.edge, BOX.height) };
}

// Column by column, so that neighbours in the order stay neighbours in the picture.
function linesOf(row: string[], most: number): string[][] {
  const lines = Math.ceil(row.length / most);
  if (lines === 1) return [row];
  const found: string[][] = Array.from({ length: lines }, () => []);
  row.forEach((id, i) => found[i % lines]!.push(id));
  return found;
}

// A curve from the lower edge of one box to the upper edge of another.
export function curve(from: Box, to: Box): string {
  const x1 = from.x + BOX.width / 2, y1 = from.y + BOX.height, x2 = to.x + BOX.width / 2, y2 = to.y;
  const bend = Math.max(18, (y2 - y1) / 2);
  return `M${x1.toFixed(1)} ${y1.toFixed(1)}C${x1.toFixed(1)} ${(y1 + bend).toFixed(1)} ${x2.toFixed(1)} ${(y2 - bend).toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`;
}
