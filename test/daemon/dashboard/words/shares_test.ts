import assert from "node:assert/strict";
import { test } from "node:test";
import type { Look } from "dashboard/words/look";
import type { Segment } from "dashboard/words/segments";
import { sharesOf, unseenText } from "dashboard/words/shares";

const NBSP = "\u00a0";
const row = (...pieces: [Look | null, number][]): Segment[] => {
  let at = 0;
  return pieces.map(([look, ms]) => ({ look, from: at, to: (at += ms) }));
};
const said = (all: Segment[]): string => sharesOf(all).map((s) => `${s.look} ${s.text}`).join(", ").replaceAll(NBSP, " ");

test("shares are of the time that somebody looked", () => {
  assert.equal(said(row(["healthy", 300], [null, 5000], ["unhealthy", 50], ["healthy", 50])), "healthy 87.5 %, unhealthy 12.5 %");
});

test("who was well all the time has 100 % and nothing else", () => {
  assert.equal(said(row(["healthy", 86_400_000])), "healthy 100 %");
});

test("one bad second of a month is seen and never rounded away", () => {
  assert.equal(said(row(["healthy", 2_592_000_000 - 1000], ["unhealthy", 1000])), "healthy 99.999 %, unhealthy 0.001 %");
});

test("without a record there are no shares", () => {
  assert.deepEqual(sharesOf(row([null, 100])), []);
  assert.deepEqual(sharesOf([]), []);
});

test("the time without a record is told", () => {
  assert.equal(unseenText(row([null, 3_600_000], ["healthy", 5000], [null, 3_600_000])), `no record of 2${NBSP}h`);
  assert.equal(unseenText(row(["healthy", 5000])), "");
});
