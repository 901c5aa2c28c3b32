import assert from "node:assert/strict";
import { test } from "node:test";
import { typedFrom, wishOf } from "dashboard/words/wish";

const typed = (query: string) => typedFrom(new URLSearchParams(query));

test("an address fills the form", () => {
  assert.deepEqual({ ...wishOf(typed("kind=freeze&region=west&flow=buy")), reason: "" }, { kind: "freeze", region: "west", flow: "buy", reason: "", for: "1h" });
  assert.equal(typed("kind=nonsense").kind, "drain");
});

test("a wish that is about nobody is none", () => {
  for (const query of ["kind=drain", "kind=maintenance", "kind=drain&node=db@west"]) assert.equal(wishOf(typed(query)), null);
});

test("only a drain has a rate and may break the guard", () => {
  const all = { rate: "10%/min", breakGuard: true, reason: " a drill ", ticket: " " };
  assert.deepEqual(wishOf({ ...typed("kind=drain&region=west"), ...all }),
                   { kind: "drain", region: "west", reason: "a drill", for: "1h", rate: "10%/min", break: ["guard"] });
  assert.deepEqual(wishOf({ ...typed("kind=force_up&region=west"), ...all }), { kind: "force_up", region: "west", reason: "a drill", for: "1h" });
  assert.deepEqual(wishOf({ ...typed("kind=maintenance&node=db@west"), ...all }), { kind: "maintenance", node: "db@west", reason: "a drill", for: "1h" });
});
