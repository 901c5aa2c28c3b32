// Trees to lay out.

import type { TreeNode } from "dashboard/api/types";
import { brief } from "../pictures";

export function node(id: string, needs: string[] = [], more: Partial<TreeNode> = {}): TreeNode {
  const [, region] = id.split("/")[0]!.split("@");
  return { ...brief(id, { kind: "component", ...(region ? { region } : {}) }), children: needs.map((n) => ({ id: n })), ...more };
}

// The shop of the example, without its signals' values.
export const shop = (): TreeNode[] => [
  node("shop", ["browse@west", "browse@north"], { kind: "root" }),
  ...["west", "north"].flatMap((r) => [
    node(`browse@${r}`, [`web@${r}`, `api@${r}`], { kind: "flow" }),
    node(`web@${r}`, [`api@${r}`, `web@${r}/page`]),
    node(`api@${r}`, [`db@${r}/read`, `db@${r}/write`, "registry"]),
    node(`web@${r}/page`, [], { kind: "signal" }),
    node(`db@${r}/read`, [], { kind: "signal" }),
    node(`db@${r}/write`, [], { kind: "signal" }),
  ]),
  node("registry", [], { kind: "dependency" }),
];

export const db = (id: string): TreeNode | undefined => (id.startsWith("db@") ? node(id, [], { kind: "dependency" }) : undefined);

// As large as the graph page takes: flows over components over dependencies, in four regions.
export function large(size: number): TreeNode[] {
  const regions = ["a", "b", "c", "d"], each = Math.floor(size / 4);
  const all: TreeNode[] = [node("shop", [], { kind: "root" })];
  for (const r of regions)
    for (let i = 0; i < each; ++i) {
      const kind = i < each / 10 ? "flow" : i < each / 2 ? "component" : "dependency";
      const needs = kind === "dependency" ? [] : [2, 3, 5].map((k) => `n${Math.min(each - 1, i * k + 7)}@${r}`);
      all.push(node(`n${i}@${r}`, [...new Set(needs)].filter((id) => id !== `n${i}@${r}`), { kind }));
      if (kind === "flow") all[0]!.children.push({ id: `n${i}@${r}` });
    }
  all[0]!.children = all.slice(1).map((n) => ({ id: n.id })); // everybody is reached
  return all;
}
