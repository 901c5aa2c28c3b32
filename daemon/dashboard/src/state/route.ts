// Which page is shown: the part of the address behind "#". So every page has a link, and the daemon serves one document.

import { Cell } from "dashboard/state/cell";

export interface Route {
  page: string;
  subject: string; // a node's id, or nothing
  query: URLSearchParams;
}

// "#/node/cosmos-db%40westeurope?region=westeurope"
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = split(hash.replace(/^#\/?/, ""), "?");
  const [page = "", subject = ""] = split(path, "/");
  return { page: page || "overview", subject: decoded(subject), query: new URLSearchParams(query) };
}

export function link(page: string, subject = "", query: Record<string, string> = {}): string {
  const more = new URLSearchParams(query).toString();
  const path = page === "overview" ? "" : page;
  return `#/${path}${subject ? `/${encodeURIComponent(subject)}` : ""}${more ? `?${more}` : ""}`;
}

export const route = new Cell<Route>({ page: "overview", subject: "", query: new URLSearchParams() });

export function followAddress(): void {
  const read = (): void => route.set(parseRoute(location.hash));
  addEventListener("hashchange", read);
  read();
}

export const go = (to: string): void => void (location.hash = to.slice(1));

function split(text: string, at: string): [string, string] {
  const i = text.indexOf(at);
  return i < 0 ? [text, ""] : [text.slice(0, i), text.slice(i + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // somebody's typo; the daemon will not know it
  }
}
