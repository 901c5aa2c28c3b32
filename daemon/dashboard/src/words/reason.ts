// What a node says is to blame: "cosmos-db@westeurope/write: status_mismatch, HTTP 500 Internal Server Error".

import { partsOf, shortName } from "dashboard/words/names";

export interface Headline {
  id?: string; // who is to blame
  reason: string; // a word of the closed list, as people write it
  detail: string;
}

const HEADLINE = /^(?:([^\s:]+): )?([a-z_]+)(?:, ([^]*))?$/;

export function headlineOf(text: string): Headline {
  const [, id, reason, detail] = HEADLINE.exec(text) ?? [];
  if (!reason) return { reason: "", detail: text };
  return { ...(id ? { id } : {}), reason: reason.replaceAll("_", " "), detail: detail ?? "" };
}

// "status mismatch: HTTP 500 Internal Server Error"
export const why = ({ reason, detail }: Headline): string => [reason, detail].filter(Boolean).join(": ");

// Who it is, said where the region is known already, or not.
export function culpritName(id: string, region?: string): string {
  return partsOf(id).region === region ? shortName(id) : id;
}
