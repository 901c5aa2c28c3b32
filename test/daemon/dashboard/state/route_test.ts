import assert from "node:assert/strict";
import { test } from "node:test";
import { link, parseRoute } from "dashboard/state/route";

test("an address and its link are each other's inverse", () => {
  for (const id of ["cosmos-db@westeurope", "a/b?c=d#e&f", "ä ö", "%"]) {
    const { page, subject, query } = parseRoute(link("node", id, { signal: "x&y=z" }));
    assert.deepEqual([page, subject, query.get("signal")], ["node", id, "x&y=z"]);
  }
});

test("no address is the overview, and half a one is read as far as it goes", () => {
  for (const hash of ["", "#", "#/"]) assert.equal(parseRoute(hash).page, "overview");
  assert.equal(parseRoute("#/node/%E0%A4%A").subject, "%E0%A4%A");
  assert.equal(link("overview"), "#/");
});
