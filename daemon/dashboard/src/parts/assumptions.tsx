// What is assumed: chosen by clicking a node, or by its name.

import { useState } from "preact/hooks";
import type { StateOfModel } from "dashboard/api/types";
import { worstState } from "dashboard/words/look";

type Assuming = (id: string, state: string) => void; // no state: as it is

interface AssumeProps {
  id: string;
  signals: string[]; // its own: often only one of them is needed by somebody
  assumed: Record<string, string>;
  assume: Assuming;
  states: readonly StateOfModel[];
}

export function Assume({ id, signals, assumed, assume, states }: AssumeProps) {
  return (
    <>
      <States {...{ id, assume, states }} now={assumed[id] ?? ""} />
      {signals.length > 0 && (
        <details open={signals.some((s) => assumed[s])}>
          <summary>or only one of its signals</summary>
          {signals.map((s) => (
            <States key={s} id={s} now={assumed[s] ?? ""} {...{ assume, states }} />
          ))}
        </details>
      )}
    </>
  );
}

function States({ id, now, assume, states }: { id: string; now: string; assume: Assuming; states: readonly StateOfModel[] }) {
  return (
    <div class="states line" role="group" aria-label={`What if ${id} were`}>
      <b>{id}</b> were
      {states.map(({ state }) => (
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

interface AssumptionsProps {
  assumed: Record<string, string>;
  assume: Assuming;
  nodes: string[];
  states: readonly StateOfModel[];
}

export function Assumptions({ assumed, assume, nodes, states }: AssumptionsProps) {
  const [typed, type] = useState("");
  const add = (event: Event): void => {
    event.preventDefault();
    assume(typed.trim(), worstState(states));
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
        <button type="submit">were {worstState(states)}</button>
      </form>
    </>
  );
}
