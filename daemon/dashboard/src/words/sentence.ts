// The verdict in one sentence: who is hurt and where, what the traffic does, since when, because of what.

import type { Brief, Flow, Region } from "dashboard/api/types";
import { cellsOf, type Picture } from "dashboard/state/picture";
import { isWorse, type Look, lookOf, worst } from "dashboard/words/look";
import { listed } from "dashboard/words/names";
import { count, percent } from "dashboard/words/numbers";
import { culpritName, type Headline, headlineOf } from "dashboard/words/reason";
import { clock } from "dashboard/words/time";

export interface Sentence {
  look: Look;
  hurt: string;
  traffic: string;
  since?: string; // a moment
  because?: Headline & { name: string };
}

const MOST_REGIONS_NAMED = 4;

export function sentenceOf(p: Picture): Sentence {
  const { flows, regions } = p.status;
  const hurt = flows.flatMap((f) => cellsOf(p, f)).filter((c) => lookOf(c) !== "healthy");
  const since = hurt.map((c) => c.since).sort()[0];
  const because = blame(hurt);
  return {
    look: worst(hurt.map(lookOf)),
    hurt: hurt.length === 0 ? allWell(flows.length, regions.length) : whoIsHurt(flows, regions, hurt),
    traffic: trafficOf(regions),
    ...(since ? { since } : {}),
    ...(because ? { because } : {}),
  };
}

// "2 of 5 flows degraded in westeurope; traffic 100 % northeurope; since 14:02, because cosmos-db write: timeout"
export function spoken({ hurt, traffic, since, because }: Sentence): string {
  const why = [since && `since ${clock(since)}`, because && `because ${because.name}: ${because.reason}`];
  return [hurt, traffic, why.filter(Boolean).join(", ")].filter(Boolean).join("; ");
}

function allWell(flows: number, regions: number): string {
  if (flows === 0) return "The model has no flows";
  const what = flows === 1 ? "The flow is healthy" : `${allOf(flows)} flows are healthy`;
  return regions < 2 ? what : `${what} in ${allOf(regions).toLowerCase()} regions`;
}

const allOf = (n: number): string => (n === 2 ? "Both" : `All ${n}`);

function whoIsHurt(flows: Flow[], regions: Region[], hurt: Brief[]): string {
  const parts = regions.map((r) => [r.id, hurtIn(flows, r, hurt)] as const).filter(([, what]) => what);
  const first = parts[0]?.[1];
  const isSame = regions.length > 1 && parts.length === regions.length && parts.every(([, what]) => what === first);
  const said = isSame ? [`${first} in every region`] : parts.map(([region, what]) => `${what} in ${region}`);
  const global = hurt.filter((c) => !c.region);
  if (global.length > 0) said.push(`${listed(global.map((c) => c.id))} ${listed(states(global))} everywhere`);
  return said.join(", ");
}

// "2 of 5 flows degraded", or nothing
function hurtIn(flows: Flow[], region: Region, hurt: Brief[]): string {
  const here = hurt.filter((c) => c.region === region.id);
  const all = flows.filter((f) => f.regions.some((c) => c.region === region.id));
  return here.length === 0 ? "" : `${here.length} of ${count(all.length, "flow")} ${listed(states(here))}`;
}

// "degraded", or "1 unhealthy and 1 degraded" when they differ
function states(cells: Brief[]): string[] {
  const looks = [...new Set(cells.map(lookOf))].sort((a, b) => (isWorse(a, b) ? -1 : 1));
  if (looks.length === 1) return looks;
  return looks.map((l) => `${cells.filter((c) => lookOf(c) === l).length} ${l}`);
}

// "traffic 75 % westeurope, 25 % northeurope"
function trafficOf(regions: Region[]): string {
  if (regions.length === 0) return "";
  const taking = regions.filter((r) => r.traffic_percent > 0);
  if (taking.length === 0) return "no region takes traffic";
  if (taking.length <= MOST_REGIONS_NAMED)
    return `traffic ${taking.map((r) => `${percent(r.traffic_percent)} ${r.id}`).join(", ")}`;
  const without = regions.filter((r) => r.traffic_percent === 0).map((r) => r.id);
  if (without.length === 0) return `traffic in all ${regions.length} regions`;
  return `no traffic in ${without.length <= MOST_REGIONS_NAMED ? listed(without) : `${without.length} regions`}`;
}

// What most of the worst cells name. The region is left out where the sentence has named the only one.
function blame(hurt: Brief[]): Sentence["because"] {
  const look = worst(hurt.map(lookOf));
  const said = mostFrequent(hurt.filter((c) => lookOf(c) === look && c.reason).map((c) => c.reason!));
  if (!said) return undefined;
  const headline = headlineOf(said);
  const regions = new Set(hurt.map((c) => c.region));
  const only = regions.size === 1 ? [...regions][0] : undefined;
  return { ...headline, name: headline.id ? culpritName(headline.id, only) : "" };
}

function mostFrequent(words: string[]): string | undefined {
  const times = new Map<string, number>();
  for (const w of words) times.set(w, (times.get(w) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1])[0]?.[0];
}
