// A state in shape, word and colour; and the small remarks that may stand beside one.

import type { Brief, Verdict } from "dashboard/api/types";
import { Icon } from "dashboard/parts/icon";
import { type Look, lookOf, lookOfVerdict } from "dashboard/words/look";
import { clock } from "dashboard/words/time";

export function Badge({ look, word, pill }: { look: Look; word?: string; pill?: boolean }) {
  return (
    <span class={`badge ${look}${pill ? " pill" : ""}`}>
      <Icon look={look} />
      <span>{word ?? look}</span>
    </span>
  );
}

// In the model's own word for it.
export const StateBadge = ({ node }: { node: Pick<Brief, "state" | "state_class"> }) => (
  <Badge look={lookOf(node)} word={node.state} />
);

export const VerdictBadge = ({ verdict }: { verdict: Verdict }) => (
  <Badge look={lookOfVerdict(verdict.effective)} word={verdict.effective} pill />
);

export function Remarks({ node }: { node: Brief }) {
  const { maintenance: m, impaired, acknowledged } = node;
  return (
    <>
      {m && (
        <span class="remark calm">
          in maintenance{m.until && ` until ${clock(m.until)}`}: {m.reason}
        </span>
      )}
      {acknowledged && <span class="remark calm">acknowledged</span>}
      {impaired && impaired.length > 0 && <span class="remark warn">impaired: {impaired.join(", ")}</span>}
      {node.pending && node.pending !== node.state && <span class="remark">about to be {node.pending}</span>}
    </>
  );
}
