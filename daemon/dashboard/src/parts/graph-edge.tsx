// A line from who needs to who is needed.

import type { Edge } from "dashboard/graph/graph";
import { memo } from "dashboard/parts/memo";
import { edgeText } from "dashboard/parts/selected-node";
import type { Look } from "dashboard/words/look";

interface Props {
  edge: Edge;
  path: string;
  blamed: Look | null; // the state that comes along it, when it is to blame
  touched: boolean; // one of its ends is chosen
}

export const GraphEdge = memo(({ edge, path, blamed, touched }: Props) => {
  const what = edgeText(edge.child);
  return (
    <path d={path} class={`edge ${edge.child.impact ? "weaker" : ""} ${touched ? "touched" : ""} ${blamed ? `blamed ${blamed}` : ""}`}>
      <title>{`${edge.from} needs ${edge.to}${what ? `: ${what}` : ""}`}</title>
    </path>
  );
});
