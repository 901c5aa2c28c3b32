// An operator's wish as it is typed, and as the API wants it. Pure.

import type { Wish } from "dashboard/api/overrides";
import type { OverrideKind } from "dashboard/api/types";

export const KINDS: readonly { kind: OverrideKind; title: string; means: string }[] = [
  { kind: "drain", title: "Drain", means: "balancers are told that it takes no traffic" },
  { kind: "force_up", title: "Force up", means: "balancers are told that it is up, whatever the evidence says" },
  { kind: "freeze", title: "Freeze", means: "balancers go on being told what they are told now" },
  { kind: "maintenance", title: "Maintenance", means: "it is shown, and left out of everything above" },
  { kind: "acknowledge", title: "Acknowledge", means: "somebody takes care of it" },
];

export const LENGTHS = ["30m", "1h", "4h", "12h", "24h", "72h"] as const;
export const RATES = ["", "5%/min", "10%/min", "25%/min"] as const;

export interface Typed {
  kind: OverrideKind;
  region: string;
  flow: string;
  node: string;
  reason: string;
  length: string;
  ticket: string;
  rate: string;
  breakGuard: boolean;
}

export const steersTraffic = (kind: OverrideKind): boolean => kind === "drain" || kind === "force_up" || kind === "freeze";

// From an address such as #/operations?kind=drain&region=westeurope
export function typedFrom(query: URLSearchParams): Typed {
  const kind = KINDS.find((k) => k.kind === query.get("kind"))?.kind ?? "drain";
  const word = (key: string): string => query.get(key) ?? "";
  return { kind, region: word("region"), flow: word("flow"), node: word("node"), reason: "", length: "1h", ticket: "", rate: "", breakGuard: false };
}

// Nothing while it is not clear what it is about.
export function wishOf(t: Typed): Wish | null {
  const traffic = steersTraffic(t.kind);
  if (traffic ? !t.region : !t.node.trim()) return null;
  return {
    kind: t.kind,
    ...(traffic ? { region: t.region, ...(t.flow ? { flow: t.flow } : {}) } : { node: t.node.trim() }),
    reason: t.reason.trim(),
    for: t.length,
    ...(t.ticket.trim() ? { ticket: t.ticket.trim() } : {}),
    ...(t.kind === "drain" && t.rate ? { rate: t.rate } : {}),
    ...(t.kind === "drain" && t.breakGuard ? { break: ["guard"] } : {}),
  };
}
