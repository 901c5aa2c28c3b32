// Light or dark, and whether colours are for all eyes: the reader's wish, kept in the browser.

import { Cell } from "dashboard/state/cell";

export const THEMES = ["system", "light", "dark"] as const;
export const PALETTES = ["standard", "colour-blind safe"] as const;
export type Theme = (typeof THEMES)[number];
export type Palette = (typeof PALETTES)[number];

export const theme = new Cell<Theme>(kept("theme", THEMES));
export const palette = new Cell<Palette>(kept("palette", PALETTES));

export function setTheme(wish: Theme): void {
  theme.set(wish);
  keep("theme", wish);
  applyLook();
}

export function setPalette(wish: Palette): void {
  palette.set(wish);
  keep("palette", wish);
  applyLook();
}

export function applyLook(): void {
  const page = document.documentElement.dataset;
  page["theme"] = theme.get();
  page["palette"] = palette.get() === "standard" ? "standard" : "safe";
}

// A browser may refuse to keep anything: then the wish holds until the page is closed.
function kept<T extends string>(key: string, known: readonly T[]): T {
  try {
    return known.find((k) => k === localStorage.getItem(key)) ?? known[0]!;
  } catch {
    return known[0]!;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // see above
  }
}
