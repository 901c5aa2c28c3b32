// Of a model that is too large to be drawn: which nodes have a name like that. Each leads to what is below it.

import { ask } from "dashboard/api/ask";
import type { Brief } from "dashboard/api/types";
import { StateBadge } from "dashboard/parts/badge";
import { Mistake, Nothing } from "dashboard/parts/panel";
import { useAsked } from "dashboard/state/asked";
import { link } from "dashboard/state/route";

const MOST_SHOWN = 20;
const QUIET_MS = 250; // between keystrokes nobody is asked

export function SearchHits({ sought }: { sought: string }) {
  const { value: nodes, error } = useAsked("search", sought, (signal) => search(sought, signal));
  if (error) return <Mistake text={error} />;
  if (!nodes) return null;
  if (nodes.length === 0) return <Nothing>No node has “{sought}” in its name.</Nothing>;
  return (
    <ul class="chips" id="hits" aria-label="Found nodes">
      {nodes.map((n) => (
        <li key={n.id}>
          <StateBadge node={n} /> <a href={link("graph", n.id)}>{n.id}</a>
        </li>
      ))}
      {nodes.length === MOST_SHOWN && <li>and perhaps more</li>}
    </ul>
  );
}

async function search(sought: string, signal: AbortSignal): Promise<Brief[]> {
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  if (signal.aborted) return [];
  return (await ask<{ nodes: Brief[] }>(`api/v1/nodes?name=${encodeURIComponent(sought)}&limit=${MOST_SHOWN}`, { signal })).nodes;
}
