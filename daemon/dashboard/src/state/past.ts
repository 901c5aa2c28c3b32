// Today's model as it stood at another time. Pure.

import type { PastPicture, PastVerdict, Standing } from "dashboard/api/history";
import type { Brief, Verdict } from "dashboard/api/types";
import type { Picture } from "dashboard/state/picture";

// What was not there then is unknown. `others`: what is shown beside the picture of now, which of a large model has only a part.
export function asItWas(p: Picture, was: PastPicture, others: Iterable<Brief> = []): Picture {
  const then = new Map(was.nodes.map((n) => [n.id, n]));
  const nodes = new Map<string, Brief>();
  for (const node of [...others, ...p.nodes.values()]) nodes.set(node.id, stood(node, then.get(node.id)));
  const verdicts = new Map<string, Verdict>();
  for (const told of was.verdicts) if (told.flow && told.verdict) verdicts.set(`${told.flow}@${told.region}`, verdictOf(told.at, told.verdict));
  return { ...p, nodes, verdicts };
}

const verdictOf = (at: string, told: NonNullable<PastVerdict["verdict"]>): Verdict =>
  ({ ...told, serves: told.effective !== "down", since: at, computed_since: at });

function stood({ id, kind, entity, region, since }: Brief, then: Standing | undefined): Brief {
  return {
    id,
    kind,
    ...(entity ? { entity } : {}),
    ...(region ? { region } : {}),
    state: then?.state ?? "unknown",
    state_class: then?.state_class ?? "unknown",
    score: then?.score ?? null,
    since: then?.since ?? since,
    ...(then?.detail ? { reason: then.detail } : {}),
  };
}
