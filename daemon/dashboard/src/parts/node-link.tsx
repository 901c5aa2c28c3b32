// A node's name, leading to its page.

import type { ComponentChildren } from "preact";
import { link } from "dashboard/state/route";
import { partsOf } from "dashboard/words/names";

// A signal has no page of its own: it is a part of its node's.
export function nodeHref(id: string): string {
  const { signal } = partsOf(id);
  return signal === undefined ? link("node", id) : link("node", id.slice(0, -signal.length - 1), { signal });
}

export const NodeLink = ({ id, children }: { id: string; children?: ComponentChildren }) => (
  <a class="node-link" href={nodeHref(id)}>
    {children ?? id}
  </a>
);
