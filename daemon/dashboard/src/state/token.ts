// Who the operator is: a token that is typed once and kept for as long as the tab is open, nowhere else. It is sent as a
// Bearer header and never as a cookie, so that no other page can make the browser send it.

import { Cell } from "dashboard/state/cell";

const KEY = "token";

export const token = new Cell<string>(kept());

export function setToken(text: string): void {
  token.set(text.trim());
  try {
    if (text) sessionStorage.setItem(KEY, text.trim());
    else sessionStorage.removeItem(KEY);
  } catch {
    // Then it is kept until the page is loaded again.
  }
}

function kept(): string {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
