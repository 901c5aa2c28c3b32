// Not more often than needed: what is asked for because something changed, and what is asked for by the clock.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { now } from "dashboard/state/clock";

// The value, but changing at most once in `ms`; the last one always arrives.
export function useAtMostEvery<T>(ms: number, value: T): T {
  const [shown, show] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    if (Object.is(shown, value)) return undefined;
    const timer = setTimeout(() => {
      last.current = Date.now();
      show(value);
    }, Math.max(0, last.current + ms - Date.now()));
    return () => clearTimeout(timer);
  }, [value]);
  return shown;
}

// A number that changes every `ms`.
export function useRound(ms: number): number {
  const [round, set] = useState(Math.floor(now.get() / ms));
  useLayoutEffect(() => now.watch(() => set(Math.floor(now.get() / ms))), [ms]);
  return round;
}
