// On which layer a node stands: below everybody who needs it, and dependencies below all components.

import type { Graph } from "dashboard/graph/graph";
import { put } from "dashboard/graph/lists";

export function layersOf({ nodes, edges }: Graph): Map<string, number> {
  const below = new Map<string, string[]>();
  const waitsFor = new Map<string, number>([...nodes.keys()].map((id) => [id, 0]));
  for (const { from, to } of edges) {
    put(below, from, to);
    waitsFor.set(to, waitsFor.get(to)! + 1);
  }
  const layer = longestPaths(below, waitsFor);
  return withDependenciesBelow({ nodes, edges }, layer);
}

// The model has no cycles, so that each node is reached once all who need it have been.
function longestPaths(below: Map<string, string[]>, waitsFor: Map<string, number>): Map<string, number> {
  const layer = new Map<string, number>();
  let ready = [...waitsFor].filter(([, n]) => n === 0).map(([id]) => id);
  for (const id of ready) layer.set(id, 0);
  while (ready.length > 0) {
    const next: string[] = [];
    for (const id of ready)
      for (const to of below.get(id) ?? []) {
        layer.set(to, Math.max(layer.get(to) ?? 0, layer.get(id)! + 1));
        waitsFor.set(to, waitsFor.get(to)! - 1);
        if (waitsFor.get(to) === 0) next.push(to);
      }
    ready = next;
  }
  return layer;
}

function withDependenciesBelow({ nodes, edges }: Graph, layer: Map<string, number>): Map<string, number> {
  const isDependency = (id: string): boolean => ["dependency", "witness"].includes(nodes.get(id)!.kind);
  const others = [...layer].filter(([id]) => !isDependency(id) && nodes.get(id)!.kind !== "signal").map(([, l]) => l);
  const lowest = Math.max(-1, ...others);
  for (const [id, l] of layer) if (isDependency(id) && l <= lowest) layer.set(id, lowest + 1);
  // What they need has to stay below them.
  for (let moved = true; moved; ) {
    moved = false;
    for (const { from, to } of edges)
      if (layer.get(to)! <= layer.get(from)!) {
        layer.set(to, layer.get(from)! + 1);
        moved = true;
      }
  }
  return layer;
}
