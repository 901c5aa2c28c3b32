// How the state came about: the rule, the rung that fired, and what each child adds.

import type { Contribution, GroupRule, NodeDetail } from "dashboard/api/types";
import { Badge, StateBadge } from "dashboard/parts/badge";
import { NodeLink } from "dashboard/parts/node-link";
import { Panel } from "dashboard/parts/panel";
import { isWorse, lookOf } from "dashboard/words/look";
import { scoreText } from "dashboard/words/numbers";

export function Reckoning({ node }: { node: NodeDetail }) {
  if (node.contributions.length === 0) return null;
  const has = (from: Contribution["from"]): boolean => node.contributions.some((c) => c.from === from);
  const worstFirst = [...node.contributions].sort((a, b) => Number(isWorse(lookOf(b), lookOf(a))) - Number(isWorse(lookOf(a), lookOf(b))));
  return (
    <Panel title="How it comes about" id="reckoning">
      <p>
        {has("signal") && <Rule what="signals" rule={node.rollup.signals} />}
        {has("signal") && has("need") && "; "}
        {has("need") && <Rule what="needs" rule={node.rollup.needs} />}. <Counts counts={node.counts} />
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Contributions">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">child</th>
              <th scope="col">is</th>
              <th scope="col">counts as</th>
              <th scope="col" class="number">score</th>
              <th scope="col" class="number">weight</th>
              <th scope="col">impact</th>
            </tr>
          </thead>
          <tbody>
            {worstFirst.map((c) => (
              <Row key={c.child} of={c} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

// "the needs by their worst: between degraded and unhealthy, rung …"
function Rule({ what, rule: { rule, best, worst, rung } }: { what: string; rule: GroupRule }) {
  return (
    <span>
      {what} by <b>{rule.replaceAll("_", " ")}</b>
      {best && worst && (best === worst ? <>: {best}</> : <>: between {worst} and {best}, as long as something is unknown</>)}
      {rung && (
        <>
          {" "}
          (rung <code>{rung}</code>)
        </>
      )}
    </span>
  );
}

function Counts({ counts }: { counts: Record<string, number> }) {
  const some = Object.entries(counts).filter(([, n]) => n > 0);
  return <span class="soft">Children: {some.map(([state, n]) => `${n} ${state}`).join(", ")}.</span>;
}

function Row({ of: c }: { of: Contribution }) {
  const changed = c.contributed !== c.state;
  return (
    <tr>
      <th scope="row">
        <NodeLink id={c.child} />
      </th>
      <td>
        <StateBadge node={c} />
      </td>
      <td>{changed ? c.contributed === "dropped" ? <span class="soft">left out</span> : <Badge look={lookOf({ state: c.contributed })} word={c.contributed} /> : <span class="soft">the same</span>}</td>
      <td class="number">{scoreText(c.score)}</td>
      <td class="number">{+c.weight.toFixed(3)}</td>
      <td>
        {c.impact.replaceAll("_", " ")}
        {c.essential && <span class="tag">essential</span>}
        {c.in_maintenance && <span class="tag">in maintenance</span>}
        {c.acknowledged && <span class="tag">acknowledged</span>}
      </td>
    </tr>
  );
}
