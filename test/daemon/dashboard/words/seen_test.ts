import assert from "node:assert/strict";
import { test } from "node:test";
import type { Changes, Transition } from "dashboard/api/history";
import { knownSince, seenIn, seenOf } from "dashboard/words/seen";
import type { Segment } from "dashboard/words/segments";

const at = (s: number): string => new Date(s * 1000).toISOString();
const changes = (recorded: [number, number][], more: Partial<Changes> = {}): Changes =>
  ({ transitions: [], whole: true, recorded: recorded.map(([from, until]) => ({ from: at(from), until: at(until) })), ...more });
const change = (s: number): Transition => ({ at: at(s) }) as Transition;
const one: Segment[] = [{ from: 0, to: 1_000_000, look: "unhealthy" }];

test("times are in order whatever theirs was", () => {
  assert.deepEqual(seenIn(changes([[300, 400], [100, 200]]), 0, 1_000_000),
                   [{ from: 100_000, to: 200_000 }, { from: 300_000, to: 400_000 }]);
});

test("what was not written yet is no gap but what was not written for long is one", () => {
  assert.equal(seenIn(changes([[100, 950]]), 0, 1_000_000)[0]!.to, 1_000_000);
  assert.equal(seenIn(changes([[100, 930]]), 0, 1_000_000)[0]!.to, 930_000);
});

test("before the oldest change that is at hand nothing is known where there were more", () => {
  const part = changes([[0, 1000]], { transitions: [change(700), change(600)], whole: false });
  assert.equal(knownSince(part, 0, 1_000_000), 600_000);
  assert.deepEqual(seenIn(part, 0, 1_000_000), [{ from: 600_000, to: 1_000_000 }]);
  assert.equal(knownSince({ ...part, whole: true }, 0, 1_000_000), 0);
  assert.deepEqual(seenIn(changes([[0, 1000]], { whole: false }), 0, 1_000_000), []);
});

test("a time that is over before the oldest change is left out", () => {
  const part = changes([[0, 100], [200, 1000]], { transitions: [change(600)], whole: false });
  assert.deepEqual(seenIn(part, 0, 1_000_000), [{ from: 600_000, to: 1_000_000 }]);
});

test("nothing is said of the times when nobody looked", () => {
  const seen = seenOf(one, [{ from: 100_000, to: 200_000 }, { from: 300_000, to: 2_000_000 }]);
  assert.deepEqual(seen.map((s) => [s.from, s.to, s.look]),
                   [[0, 100_000, null], [100_000, 200_000, "unhealthy"], [200_000, 300_000, null], [300_000, 1_000_000, "unhealthy"]]);
});

test("a look that goes on over two times is one piece and without any time there is nothing", () => {
  assert.deepEqual(seenOf(one, [{ from: 0, to: 500_000 }, { from: 500_000, to: 1_000_000 }]), one);
  assert.deepEqual(seenOf(one, []), [{ ...one[0], look: null }]);
});

test("cutting keeps the whole while and adds no look", () => {
  const all: Segment[] = [{ from: 0, to: 10, look: "healthy" }, { from: 10, to: 30, look: null }, { from: 30, to: 60, look: "degraded" }];
  for (let from = -5; from < 65; from += 5)
    for (let to = from + 5; to < 70; to += 5) {
      const cut = seenOf(all, [{ from, to }]);
      assert.equal(cut[0]!.from, 0);
      assert.equal(cut[cut.length - 1]!.to, 60);
      cut.slice(1).forEach((s, i) => assert.equal(s.from, cut[i]!.to));
      for (const s of cut.filter((c) => c.look)) {
        assert.ok(s.from >= from && s.to <= to);
        assert.ok(all.some((a) => a.look === s.look && a.from <= s.from && s.to <= a.to));
      }
    }
});
