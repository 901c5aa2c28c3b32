// How old the picture is. What is old is never shown as good: it is said on top, and everything below loses its colour.

import { useCell } from "dashboard/state/cell";
import { now } from "dashboard/state/clock";
import { picture, stale } from "dashboard/state/live";
import { duration } from "dashboard/words/numbers";
import { precise } from "dashboard/words/time";

export function Freshness() {
  const p = useCell(picture);
  const isStale = useCell(stale);
  return (
    <p id="freshness" class="freshness" role="status">
      <span class={`dot ${isStale ? "off" : "on"}`} aria-hidden="true" />
      {!p ? "connecting …" : isStale ? "stale" : `data as of ${precise(p.asOf)}`}
    </p>
  );
}

export function Warnings() {
  const p = useCell(picture);
  const isStale = useCell(stale);
  return (
    <>
      {isStale && <StaleBanner />}
      {p?.status.self_suspicion && (
        <p id="doubt" class="banner" role="alert">
          The daemon suspects its own network, and holds every verdict: {p.status.self_suspicion}
        </p>
      )}
    </>
  );
}

function StaleBanner() {
  const p = useCell(picture);
  const time = useCell(now);
  if (!p)
    return (
      <p id="stale" class="banner" role="alert">
        No data yet: the daemon does not answer. Trying again …
      </p>
    );
  // Only the beginning is announced: a screen reader need not hear every second.
  return (
    <div id="stale" class="banner">
      <span role="alert">Stale since {precise(p.asOf)}: {p.alive ? "the connection to the daemon is lost. Trying again …"
                                                             : "the daemon answers, but no longer evaluates."}</span>{" "}
      <span class="soft">({duration(Math.max(0, time - Date.parse(p.asOf)))} ago)</span>
    </div>
  );
}
