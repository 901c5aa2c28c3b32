// What follows from what is assumed: for balancers, and for every node that would change.

import type { WhatIf } from "dashboard/api/types";
import { Badge, StateBadge } from "dashboard/parts/badge";
import { NodeLink } from "dashboard/parts/node-link";
import { Nothing, Panel } from "dashboard/parts/panel";
import type { Picture } from "dashboard/state/picture";
import { lookOfVerdict } from "dashboard/words/look";
import { scoreText } from "dashboard/words/numbers";

export function Consequences({ of: { regions, changed }, picture }: { of: WhatIf; picture: Picture }) {
  const before = new Map(picture.status.regions.map((r) => [r.id, r.verdict.computed]));
  return (
    <Panel title="What would follow" id="consequences">
      <ul class="chips">
        {regions.map((r) => (
          <li key={r.id}>
            {r.id}: <Badge look={lookOfVerdict(r.computed_verdict)} word={r.computed_verdict} />
            {before.get(r.id) !== r.computed_verdict && <span class="soft"> instead of {before.get(r.id)}</span>}
          </li>
        ))}
      </ul>
      {changed.length === 0 && <Nothing>Nothing would change.</Nothing>}
      {changed.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Changed nodes">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">node</th>
                <th scope="col">is</th>
                <th scope="col">would be</th>
                <th scope="col" class="number">score</th>
              </tr>
            </thead>
            <tbody>
              {changed.map((c) => (
                <tr key={c.id}>
                  <th scope="row">
                    <NodeLink id={c.id} />
                  </th>
                  <td>
                    <StateBadge node={{ state: c.state_before, ...(c.state_before_class ? { state_class: c.state_before_class } : {}) }} />
                  </td>
                  <td>
                    <StateBadge node={c} />
                  </td>
                  <td class="number">
                    {scoreText(c.score_before)} → {scoreText(c.score)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
