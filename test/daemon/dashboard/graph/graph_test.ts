import assert from "node:assert/strict";
import { test } from "node:test";
import { graphOf, isBlamed } from "dashboard/graph/graph";
import { layersOf } from "dashboard/graph/layers";
import { BOX, layOut } from "dashboard/graph/layout";
import { ordered } from "dashboard/graph/order";
import { neighbour } from "dashboard/graph/walk";
import { db, large, node, shop } from "./trees";

const drawn = (signals = false, closed: string[] = []) => graphOf(shop(), { signals, closed: new Set(closed), top: "shop" }, db);
const REGIONS = ["west", "north"];

test("without signals a dependency is drawn once, however many of its signals are needed", () => {
  const { nodes, edges } = drawn();
  assert.ok(nodes.has("db@west") && !nodes.has("db@west/read"));
  assert.equal(edges.filter((e) => e.from === "api@west" && e.to === "db@west").length, 1);
  assert.ok(drawn(true).nodes.has("db@west/read"));
});

test("what is closed hides what only it needs", () => {
  const { nodes } = drawn(false, ["api@west"]);
  assert.ok(!nodes.has("db@west") && nodes.has("registry") && nodes.has("db@north"));
});

test("everybody stands below whoever needs them and dependencies below all components", () => {
  for (const graph of [drawn(), drawn(true)]) {
    const layer = layersOf(graph);
    for (const { from, to } of graph.edges) assert.ok(layer.get(from)! < layer.get(to)!, `${from} over ${to}`);
    for (const id of ["db@west", "registry"].filter((i) => graph.nodes.has(i))) assert.ok(layer.get(id)! > layer.get("api@north")!);
  }
});

test("regions stand side by side in the model's order and what is global behind them", () => {
  const graph = drawn();
  const rows = ordered(graph, layersOf(graph), REGIONS);
  for (const row of rows) {
    const places = row.map((id) => REGIONS.indexOf(graph.nodes.get(id)!.region ?? "")).map((at) => (at < 0 ? 9 : at));
    assert.deepEqual(places, [...places].sort(), row.join());
  }
});

test("the order has fewer crossings than the model's", () => {
  // Four over four, each needs the one opposite: in the model's order every line crosses every other.
  const names = [0, 1, 2, 3];
  const tree = [node("top", names.map((i) => `u${i}`)), ...names.map((i) => node(`u${i}`, [`l${3 - i}`])), ...names.map((i) => node(`l${i}`))];
  const graph = graphOf(tree, { signals: false, closed: new Set(), top: "top" }, () => undefined);
  const [, upper, lower] = ordered(graph, layersOf(graph), []);
  assert.deepEqual(lower!.map((l) => 3 - Number(l.slice(1))), upper!.map((u) => Number(u.slice(1))));
});

test("no two boxes overlap and all of them are within the picture", () => {
  for (const graph of [drawn(true), graphOf(large(400), { signals: false, closed: new Set(), top: "shop" }, () => undefined)]) {
    const { boxes, width, height } = layOut(graph, REGIONS);
    assert.equal(boxes.size, graph.nodes.size);
    const taken = [...boxes.values()];
    for (const b of taken) assert.ok(b.x >= 0 && b.y >= 0 && b.x + BOX.width <= width && b.y + BOX.height <= height, b.id);
    for (const a of taken)
      for (const b of taken)
        assert.ok(a === b || Math.abs(a.x - b.x) >= BOX.width || Math.abs(a.y - b.y) >= BOX.height, `${a.id} and ${b.id}`);
  }
});

test("two thousand nodes are laid out within two seconds", () => {
  const tree = large(2000);
  const begin = performance.now();
  const graph = graphOf(tree, { signals: false, closed: new Set(), top: "shop" }, () => undefined);
  const { boxes } = layOut(graph, ["a", "b", "c", "d"]);
  const took = performance.now() - begin;
  assert.equal(boxes.size, tree.length);
  assert.ok(took < 2000, `${took} ms`);
  console.log(`2,000 nodes and ${graph.edges.length} edges: ${took.toFixed(0)} ms`);
});

test("the arrow keys lead along a layer and to the nearest neighbour above and below", () => {
  const graph = drawn();
  const layout = layOut(graph, REGIONS);
  assert.equal(neighbour("ArrowDown", "browse@west", graph, layout), "web@west");
  assert.equal(neighbour("ArrowUp", "web@west", graph, layout), "browse@west");
  assert.equal(neighbour("ArrowRight", "web@west", graph, layout), "web@north");
  assert.equal(neighbour("ArrowLeft", "web@west", graph, layout), undefined);
  assert.equal(neighbour("x", "web@west", graph, layout), undefined);
});

test("a line is blamed when both of its ends name the same culprit", () => {
  const by = { reason: "db@west/write: timeout" };
  assert.ok(isBlamed(by, { id: "api@west", ...by }));
  assert.ok(isBlamed(by, { id: "db@west/write" }));
  assert.ok(!isBlamed(by, { id: "api@west", reason: "registry/image: timeout" }));
  assert.ok(!isBlamed({}, { id: "api@west" }));
});
