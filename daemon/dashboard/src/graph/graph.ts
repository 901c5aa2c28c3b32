// The part of the model that is drawn: nodes and who needs whom. Pure. Made of trees as the API gives them.

import type { Brief, Child, TreeNode } from "dashboard/api/types";
import { partsOf } from "dashboard/words/names";

export interface Edge {
  from: string;
  to: string;
  child: Child;
}

export interface Graph {
  nodes: Map<string, TreeNode>;
  edges: Edge[];
}

export interface Wish {
  signals: boolean; // are they drawn, too
  closed: ReadonlySet<string>; // nodes whose needs are not drawn, unless something else needs them
  top: string;
}

// What is reached from the top without passing through what is closed. `brief` knows those of whom the tree has only signals.
export function graphOf(all: readonly TreeNode[], wish: Wish, brief: (id: string) => Brief | undefined): Graph {
  const known = new Map(all.map((n) => [n.id, n]));
  const owner = (id: string): string => {
    const found = ownerOf(id), b = brief(found);
    if (!known.has(found) && b) known.set(found, { ...b, children: [] });
    return found;
  };
  const nodes = new Map<string, TreeNode>();
  const edges = new Map<string, Edge>();
  const open = [wish.top];
  while (open.length > 0) {
    const node = known.get(open.pop()!);
    if (!node || nodes.has(node.id)) continue;
    nodes.set(node.id, node);
    if (wish.closed.has(node.id)) continue;
    for (const child of node.children) {
      const to = wish.signals ? child.id : owner(child.id);
      if (to === node.id || !known.has(to)) continue;
      open.push(to);
      // Two signals of one dependency are one line, when signals are not drawn.
      if (!edges.has(`${node.id}\n${to}`)) edges.set(`${node.id}\n${to}`, { from: node.id, to, child });
    }
  }
  return { nodes, edges: [...edges.values()] };
}

function ownerOf(id: string): string {
  const { signal } = partsOf(id);
  return signal === undefined ? id : id.slice(0, -signal.length - 1);
}

// The lines along which somebody's state comes from its culprit's: both ends are ill, and name the same.
export function isBlamed(from: { reason?: string }, to: { id: string; reason?: string }): boolean {
  const said = culpritOf(from);
  return said !== undefined && (said === culpritOf(to) || said === to.id);
}

const culpritOf = ({ reason }: { reason?: string }): string | undefined => /^([^\s:]+): /.exec(reason ?? "")?.[1];
