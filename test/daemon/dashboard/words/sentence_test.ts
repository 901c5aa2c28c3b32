import assert from "node:assert/strict";
import { test } from "node:test";
import { clock } from "dashboard/words/time";
import { sentenceOf, spoken } from "dashboard/words/sentence";
import { fromSnapshot } from "dashboard/state/picture";
import { brief, flow, NORTH, region, SINCE, shop, snapshot, WEST } from "../pictures";

const said = (p: ReturnType<typeof shop>): string => spoken(sentenceOf(p)).replaceAll("\u00a0", " ");
const WRITE = `cosmos-db@${WEST}/write: timeout, no answer within 1 s`;
const degraded = { state: "degraded", reason: WRITE }, unhealthy = { state: "unhealthy", reason: WRITE };

test("the sentence says who is hurt, what the traffic does, since when and because of what", () => {
  const p = shop({ [`flow-1@${WEST}`]: degraded, [`flow-3@${WEST}`]: degraded }, [0, 100]);
  assert.equal(said(p), `2 of 5 flows degraded in ${WEST}; traffic 100 % ${NORTH}; since ${clock(SINCE)}, because cosmos-db write: timeout`);
});

test("states that differ are counted apart, the worst first", () => {
  const p = shop({ [`flow-1@${WEST}`]: degraded, [`flow-2@${WEST}`]: unhealthy });
  assert.match(said(p), /^2 of 5 flows 1 unhealthy and 1 degraded in westeurope;/);
  assert.equal(sentenceOf(p).look, "unhealthy");
});

test("regions are named one by one unless all of them say the same", () => {
  const one = shop({ [`flow-1@${WEST}`]: degraded, [`flow-1@${NORTH}`]: unhealthy });
  assert.match(said(one), /^1 of 5 flows degraded in westeurope, 1 of 5 flows unhealthy in northeurope;/);
  const both = shop({ [`flow-1@${WEST}`]: degraded, [`flow-2@${NORTH}`]: degraded });
  assert.match(said(both), /^1 of 5 flows degraded in every region;/);
});

test("the culprit's region is said when more than one region is hurt", () => {
  const p = shop({ [`flow-1@${WEST}`]: degraded, [`flow-1@${NORTH}`]: degraded });
  assert.match(said(p), /because cosmos-db@westeurope\/write: timeout$/);
});

test("what most of the worst cells name is to blame", () => {
  const vault = { state: "unhealthy", reason: `key-vault@${WEST}/secret: connect_refused` };
  const p = shop({ [`flow-1@${WEST}`]: vault, [`flow-2@${WEST}`]: unhealthy, [`flow-3@${WEST}`]: unhealthy, [`flow-4@${WEST}`]: degraded });
  assert.equal(sentenceOf(p).because?.name, "cosmos-db write");
});

test("when all is well it says so, and how the traffic is spread", () => {
  assert.equal(said(shop()), `All 5 flows are healthy in both regions; traffic 75 % ${WEST}, 25 % ${NORTH}`);
  assert.equal(sentenceOf(shop()).look, "healthy");
});

test("no traffic anywhere is said", () => {
  assert.match(said(shop({}, [0, 0])), /; no region takes traffic$/);
});

test("a flow that is unknown is never called healthy", () => {
  const p = shop({ [`flow-1@${WEST}`]: { state: "unknown" } });
  assert.match(said(p), /^1 of 5 flows unknown in westeurope;/);
  assert.equal(sentenceOf(p).look, "unknown");
});

test("a global flow is hurt everywhere", () => {
  const mail = { ...flow("mail", []), ...brief("mail", { state: "unhealthy" }), scope: "global" };
  const p = fromSnapshot(snapshot([region(WEST, 100)], [mail]));
  assert.match(said(p), /^mail unhealthy everywhere;/);
});

test("of many regions only those without traffic are named", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const p = fromSnapshot(snapshot(names.map((n) => region(n, n === "c" ? 0 : 20)), [flow("buy", names)]));
  assert.match(said(p), /^The flow is healthy in all 6 regions; no traffic in c$/);
});

test("a model's own states are counted by their class", () => {
  const p = shop({ [`flow-1@${WEST}`]: { state: "limping", state_class: "warn" } });
  assert.match(said(p), /^1 of 5 flows degraded in westeurope;/);
});
