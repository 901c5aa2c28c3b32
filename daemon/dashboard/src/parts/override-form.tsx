// What the operator wants, about whom, for how long and why; and what would come of it, before it is done.

import { useState } from "preact/hooks";
import type { OverrideKind } from "dashboard/api/types";
import { objectionOf, place } from "dashboard/api/overrides";
import { Mistake } from "dashboard/parts/panel";
import { Preview } from "dashboard/parts/override-preview";
import type { Picture } from "dashboard/state/picture";
import { clock } from "dashboard/words/time";
import { KINDS, LENGTHS, RATES, steersTraffic, type Typed, typedFrom, wishOf } from "dashboard/words/wish";

interface Props {
  picture: Picture;
  query: URLSearchParams;
  token: string;
  did: () => void;
}

export function OverrideForm({ picture, query, token, did }: Props) {
  const [typed, type] = useState<Typed>(() => typedFrom(query));
  const [said, say] = useState("");
  const [mistake, setMistake] = useState("");
  const set = (more: Partial<Typed>): void => type((before) => ({ ...before, ...more }));
  const wish = wishOf(typed);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!wish) return;
    setMistake("");
    try {
      const { override: o, durable } = await place(wish, token);
      say(`It is so, until ${clock(o.until)}.${durable ? "" : " It is not on the disk yet: a restart would forget it."}`);
      set({ reason: "", ticket: "", breakGuard: false });
    } catch (error) {
      setMistake(objectionOf(error as Error).text);
    }
    did();
  };
  return (
    <form class="form" onSubmit={(e) => void submit(e)}>
      <Kind now={typed.kind} set={(kind) => set({ kind, breakGuard: false })} />
      <Subject {...{ picture, typed, set }} />
      <label>
        Reason
        <input value={typed.reason} required maxLength={500} placeholder="for whoever looks at it tonight" onInput={(e) => set({ reason: e.currentTarget.value })} />
      </label>
      <div class="pair">
        <Select title="For" all={LENGTHS} now={typed.length} set={(length) => set({ length })} />
        {typed.kind === "drain" && <Select title="Rate" all={RATES} now={typed.rate} set={(rate) => set({ rate })} none="at once" />}
        <label>
          Ticket
          <input value={typed.ticket} maxLength={100} placeholder="if there is one" onInput={(e) => set({ ticket: e.currentTarget.value })} />
        </label>
      </div>
      {wish && <Preview wish={wish} token={token} breakGuard={typed.breakGuard} setBreakGuard={(breakGuard) => set({ breakGuard })} />}
      {mistake && <Mistake text={mistake} />}
      {said && <p role="status">{said}</p>}
      <button type="submit" disabled={!wish}>
        {KINDS.find((k) => k.kind === typed.kind)!.title}
      </button>
    </form>
  );
}

function Kind({ now, set }: { now: OverrideKind; set: (kind: OverrideKind) => void }) {
  return (
    <fieldset class="kinds">
      <legend>What</legend>
      {KINDS.map(({ kind, title, means }) => (
        <label key={kind} title={means}>
          <input type="radio" name="kind" value={kind} checked={kind === now} onChange={() => set(kind)} />
          {title}
        </label>
      ))}
      <p class="soft">{KINDS.find((k) => k.kind === now)!.means}</p>
    </fieldset>
  );
}

function Subject({ picture, typed, set }: { picture: Picture; typed: Typed; set: (more: Partial<Typed>) => void }) {
  const { regions, flows } = picture.status;
  if (steersTraffic(typed.kind)) {
    const here = flows.filter((f) => f.regions.some((c) => c.region === typed.region)).map((f) => f.id);
    return (
      <div class="pair">
        <Select title="Region" all={["", ...regions.map((r) => r.id)]} now={typed.region} set={(region) => set({ region, flow: "" })} none="choose one" />
        <Select title="Flow" all={["", ...here]} now={typed.flow} set={(flow) => set({ flow })} none="all of the region" />
      </div>
    );
  }
  return (
    <label>
      Node
      <input value={typed.node} required list="nodes" placeholder="cosmos-db@westeurope" onInput={(e) => set({ node: e.currentTarget.value })} />
      <datalist id="nodes">
        {[...picture.nodes.values()].filter((n) => n.kind !== "signal" && n.kind !== "root").map((n) => (
          <option key={n.id} value={n.id} />
        ))}
      </datalist>
    </label>
  );
}

interface SelectProps {
  title: string;
  all: readonly string[];
  now: string;
  set: (value: string) => void;
  none?: string;
}

const Select = ({ title, all, now, set, none }: SelectProps) => (
  <label>
    {title}
    <select value={now} onChange={(e) => set(e.currentTarget.value)}>
      {all.map((one) => (
        <option key={one} value={one}>
          {one || none}
        </option>
      ))}
    </select>
  </label>
);
