// Keeps the picture as new as the daemon's, by its events. The browser connects again after a loss, and the daemon then
// begins with a whole snapshot: nothing is missed, and nothing old stays.

import type { HeartbeatEvent, SnapshotEvent, UpdateEvent } from "dashboard/api/types";
import { afterHeartbeat, afterUpdate, fromSnapshot, type Picture } from "dashboard/state/picture";
import { Cell } from "dashboard/state/cell";

export const STALE_AFTER_MS = 15_000; // heartbeats come every 10 s
const RETRY_MS = 3_000;
const LOOK_EVERY_MS = 1_000;

export const picture = new Cell<Picture | null>(null);
export const stale = new Cell<boolean>(true);

let source: EventSource | null = null;
let lastEvent = 0;

export function connect(): void {
  source?.close();
  const mine = new EventSource("api/v1/events");
  source = mine;
  const on = <T>(name: string, next: (before: Picture | null, event: T) => Picture | null): void =>
    mine.addEventListener(name, (event) => {
      if (mine !== source) return;
      lastEvent = Date.now();
      picture.set(next(picture.get(), JSON.parse((event as MessageEvent<string>).data) as T));
      look();
    });
  on<SnapshotEvent>("snapshot", (_, s) => fromSnapshot(s));
  on<UpdateEvent>("update", (before, u) => before && afterUpdate(before, u));
  on<HeartbeatEvent>("heartbeat", (before, b) => before && afterHeartbeat(before, b));
  mine.onerror = () => {
    lastEvent = 0;
    look();
    // By itself the browser tries again after a lost connection, but not after a refusal.
    if (mine.readyState === EventSource.CLOSED && mine === source) setTimeout(connect, RETRY_MS);
  };
}

export function watch(): void {
  connect();
  setInterval(look, LOOK_EVERY_MS);
}

function look(): void {
  const alive = picture.get()?.alive ?? false;
  stale.set(!alive || Date.now() - lastEvent > STALE_AFTER_MS);
}
