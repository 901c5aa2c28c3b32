// What is assumed: chosen by clicking a node, or by its name.

import { useState } from "preact/hooks";
import { LOOKS } from "dashboard/words/look";

type Assuming = (id: string, state: string) => void; // no state: as it is

interface AssumeProps {
  id: string;
  signals: string[]; // its own: often only one of them is needed by somebody
  assumed: Record<string, string>;
  assume: Assuming;
}

export function Assume({ id, signals, assumed, assume }: AssumeProps) {
  return (
    <>
      <States {...{ id, assume }} now={assumed[id] ?? ""} />
      {signals.length > 0 && (
        <details open={signals.some((s) => assumed[s])}>
          <summary>or only one of its signals</summary>
          {signals.map((s) => (
            <States key={s} id={s} now={assumed[s] ?? ""} assume={assume} />
          ))}
        </details>
      )}
    </>
  );
}

function States({ id, now, assume }: { id: string; now: string; assume: Assuming }) {
  return (
    <div class="states line" role="group" aria-label={`What if ${id} were`}>
      <b>{id}</b> were
      {LOOKS.map((state) => (
        <button key={state} type="button" aria-pressed={state === now} onClick={() => assume(id, state === now ? "" : state)}>
          {state}
        </button>
      ))}
      <button type="button" class="quiet" disabled={!now} onClick={() => assume(id, "")}>
        as it is
      </button>
    </div>
  );
}

export function Assumptions({ assumed, assume, nodes }: { assumed: Record<string, string>; assume: Assuming; nodes: string[] }) {
  const [typed, type] = useState("");
  const add = (event: Event): void => {
    event.preventDefault();
    assume(typed.trim(), "unhealthy");
    type("");
  };
  return (
    <>
      <p class="soft">Click a node, and say in which state it were. Nothing that runs is touched.</p>
      <ul class="chips">
        {Object.entries(assumed).map(([id, state]) => (
          <li key={id}>
            {id} {state}{" "}
            <button type="button" class="quiet" aria-label={`Do not assume that ${id} is ${state}`} onClick={() => assume(id, "")}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <form class="line" onSubmit={add}>
        <label class="line">
          Node <input list="what-if-nodes" required value={typed} onInput={(e) => type(e.currentTarget.value)} placeholder="cosmos-db@westeurope" />
        </label>
        <datalist id="what-if-nodes">
          {nodes.map((id) => (
            <option key={id} value={id} />
          ))}
        </datalist>
        <button type="submit">were unhealthy</button>
      </form>
    </>
  );
}
