// A node in the graph: its shape, its name, its score.

import type { Brief } from "dashboard/api/types";
import { BOX, type Box } from "dashboard/graph/layout";
import { memo } from "dashboard/parts/memo";
import { statePath } from "dashboard/parts/icon";
import { lookOf } from "dashboard/words/look";
import { shortName } from "dashboard/words/names";
import { scoreText } from "dashboard/words/numbers";

const MOST_LETTERS = 15, MOST_SMALL_LETTERS = 14; // beside a score
const WITHOUT_REGION: Record<string, string> = { root: "", flow: "all regions" };

interface Props {
  box: Box;
  node: Brief;
  closed: boolean;
  faint: boolean;
  selected: boolean;
  current: boolean; // where the arrow keys begin
  select: (id: string) => void;
}

export const GraphBox = memo(({ box, node, closed, faint, selected, current, select }: Props) => {
  const look = lookOf(node);
  const second = [short(node.region ?? WITHOUT_REGION[node.kind] ?? "global", closed ? MOST_SMALL_LETTERS / 2 : MOST_SMALL_LETTERS), scoreText(node.score), closed ? "collapsed" : ""].filter(Boolean);
  return (
    <g class={`box ${look} ${faint ? "faint" : ""} ${selected ? "selected-box" : ""}`} transform={`translate(${box.x.toFixed(1)} ${box.y.toFixed(1)})`}
       role="button" tabindex={current ? 0 : -1} data-id={node.id} onClick={() => select(node.id)}
       aria-pressed={selected}>
      <title>{[`${node.id}, ${node.state}, score ${scoreText(node.score)}`, node.reason].filter(Boolean).join("\n")}</title>
      <rect width={BOX.width} height={BOX.height} rx="8" />
      <path d={statePath(look)} fill-rule="evenodd" transform="translate(10 15)" />
      <text x="34" y="19" class="box-name">{short(shortName(node.id), MOST_LETTERS)}</text>
      <text x="34" y="36" class="box-facts">{second.join(" · ")}</text>
    </g>
  );
});

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
