// In which order the nodes of a layer stand: each near the middle of its neighbours (the barycentre method), by sweeps down
// and up. Regions stay side by side, in the model's order; what is global stands apart, behind them.

import type { Graph } from "dashboard/graph/graph";
import { put } from "dashboard/graph/lists";

const SWEEPS = 6;

export function ordered(graph: Graph, layer: Map<string, number>, regions: readonly string[]): string[][] {
  const rows: string[][] = [];
  for (const id of graph.nodes.keys()) (rows[layer.get(id)!] ??= []).push(id);
  const above = new Map<string, string[]>(), below = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    put(below, from, to);
    put(above, to, from);
  }
  const place = (id: string): number => {
    const at = regions.indexOf(graph.nodes.get(id)!.region ?? "");
    return at < 0 ? regions.length : at;
  };
  const position = new Map<string, number>();
  for (const row of rows) {
    row.sort((a, b) => place(a) - place(b)); // stable: within a region as the model says
    number(row, position);
  }
  for (let sweep = 0; sweep < SWEEPS; ++sweep) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : [...rows].reverse()) sortRow(row, place, down ? above : below, position);
  }
  return rows;
}

function sortRow(row: string[], place: (id: string) => number, neighbours: Map<string, string[]>, position: Map<string, number>): void {
  const middle = new Map(row.map((id) => [id, middleOf(neighbours.get(id), position) ?? position.get(id)!]));
  row.sort((a, b) => place(a) - place(b) || middle.get(a)! - middle.get(b)!);
  number(row, position);
}

function middleOf(ids: string[] | undefined, position: Map<string, number>): number | undefined {
  if (!ids) return undefined;
  return ids.reduce((sum, id) => sum + position.get(id)!, 0) / ids.length;
}

// As a part of the row, so that rows of different lengths compare.
function number(row: string[], position: Map<string, number>): void {
  row.forEach((id, i) => position.set(id, (i + 0.5) / row.length));
}
