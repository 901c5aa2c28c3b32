import assert from "node:assert/strict";
import { test } from "node:test";
import { isWorse, lookOf, worst } from "dashboard/words/look";
import { isWebAddress, listed, partsOf, shortName } from "dashboard/words/names";
import { age, duration, ratioText, scoreText } from "dashboard/words/numbers";
import { headlineOf } from "dashboard/words/reason";
import { clock } from "dashboard/words/time";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

test("a score is rounded down: it never looks better than its band", () => {
  assert.deepEqual([0.8999, 0.9, 1, 0, null, undefined].map(scoreText), ["0.89", "0.90", "1.00", "0.00", "–", "–"]);
});

test("a duration is said in the unit that people would use", () => {
  const table: [number, string][] = [[0.08, "0.08 ms"], [42.4, "42 ms"], [1500, "1.5 s"], [61_000, "61 s"], [600_000, "10 min"],
                                     [36_000_000, "10 h"], [864_000_000, "10 days"]];
  for (const [ms, said] of table) assert.equal(plain(duration(ms)), said);
});

test("what has just begun is not counted in fractions of a second", () => {
  assert.equal(age(-300), "just now");
  assert.equal(age(999), "just now");
  assert.equal(age(61_000), duration(61_000));
});

test("an objective keeps its nines", () => {
  assert.deepEqual([0.9995, 0.999, 1].map(ratioText).map(plain), ["99.95 %", "99.9 %", "100 %"]);
});

test("an id has an entity and perhaps a region and a signal", () => {
  assert.deepEqual(partsOf("cosmos-db@westeurope/write"), { entity: "cosmos-db", region: "westeurope", signal: "write" });
  assert.deepEqual(partsOf("registry/answers"), { entity: "registry", signal: "answers" });
  assert.deepEqual(partsOf("shop"), { entity: "shop" });
  assert.equal(shortName("cosmos-db@westeurope/write"), "cosmos-db write");
});

test("a headline is taken apart, whatever its detail holds", () => {
  assert.deepEqual(headlineOf("db@west/read: status_mismatch, HTTP 500: a, b\nc"),
                   { id: "db@west/read", reason: "status mismatch", detail: "HTTP 500: a, b\nc" });
  assert.deepEqual(headlineOf("timeout"), { reason: "timeout", detail: "" });
  assert.deepEqual(headlineOf("Something else <b>"), { reason: "", detail: "Something else <b>" });
});

test("a state of the model's own looks as its class does, and what nobody knows is unknown", () => {
  assert.equal(lookOf({ state: "limping", state_class: "warn" }), "degraded");
  assert.equal(lookOf({ state: "healthy" }), "healthy");
  assert.equal(lookOf({ state: "constructor" }), "unknown");
  assert.equal(lookOf(undefined), "unknown");
});

test("the worst of some looks is the one that somebody must see", () => {
  assert.equal(worst(["healthy", "unknown", "degraded"]), "degraded");
  assert.equal(worst([]), "healthy");
  assert.ok(isWorse("unknown", "healthy") && !isWorse("healthy", "healthy"));
});

test("only an address of the web becomes a link", () => {
  for (const good of ["https://wiki.example/db", "HTTP://wiki/x?y=1#z"]) assert.ok(isWebAddress(good), good);
  for (const bad of ["javascript:alert(1)", "data:text/html,x", "wiki.example", " https://x", "https://x y", "", "vbscript:https://x"]) assert.ok(!isWebAddress(bad), bad);
});

test("words are listed as people do", () => {
  assert.deepEqual([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(listed), ["", "a", "a and b", "a, b and c"]);
});

test("a moment of another day says which", () => {
  const today = new Date(2026, 10, 28, 9, 0);
  assert.equal(clock(new Date(2026, 10, 28, 4, 5), today), "04:05");
  assert.equal(clock(new Date(2026, 10, 27, 14, 2), today), "27 Nov 14:02");
  assert.equal(clock("nonsense"), "–");
});
