// What is in force, and the button that ends it.

import { useState } from "preact/hooks";
import { end } from "dashboard/api/overrides";
import type { Override } from "dashboard/api/types";
import { aboutWhat } from "dashboard/parts/in-force";
import { Mistake, Nothing } from "dashboard/parts/panel";
import { clock } from "dashboard/words/time";

export function InForceList({ overrides, token, did }: { overrides: Override[]; token: string; did: () => void }) {
  const [mistake, setMistake] = useState("");
  const [reason, setReason] = useState("");
  const stop = (id: string): void =>
    void end(id, reason.trim(), token).then(
      () => { setMistake(""); setReason(""); did(); },
      (error: Error) => setMistake(error.message),
    );
  if (overrides.length === 0) return <Nothing>No override is in force.</Nothing>;
  return (
    <>
      {mistake && <Mistake text={mistake} />}
      <ul class="plain" id="in-force">
        {overrides.map((o) => (
          <li key={o.id}>
            <b>{o.kind.replaceAll("_", " ")}</b> of {aboutWhat(o)}: {o.reason}
            <div class="soft">
              by {o.author}, {clock(o.since)} to {clock(o.until)}
              {o.ticket && `, ${o.ticket}`}
              {o.breaks && ", breaks the guard"}
            </div>
            {token && (
              <button type="button" onClick={() => stop(o.id)} aria-label={`End the ${o.kind} of ${aboutWhat(o)}`}>
                End it
              </button>
            )}
          </li>
        ))}
      </ul>
      {token && (
        <label class="line">
          Why it ends
          <input value={reason} maxLength={500} placeholder="if there is something to say" onInput={(e) => setReason(e.currentTarget.value)} />
        </label>
      )}
    </>
  );
}
