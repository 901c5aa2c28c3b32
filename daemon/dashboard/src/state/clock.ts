// The reader's clock, for what says how long ago something was.

import { Cell } from "dashboard/state/cell";

export const now = new Cell<number>(Date.now());

export const tick = (): number => window.setInterval(() => now.set(Date.now()), 1000);
