// What the daemon says to a wish before it is done: nothing is changed by asking.

import { objectionOf, type Objection, tryOut, type Wish } from "dashboard/api/overrides";
import { useAsked } from "dashboard/state/asked";
import { clock } from "dashboard/words/time";

interface Props {
  wish: Wish;
  token: string;
  breakGuard: boolean;
  setBreakGuard: (on: boolean) => void;
}

const QUIET_MS = 300; // between keystrokes nobody is asked

export function Preview({ wish, token, breakGuard, setBreakGuard }: Props) {
  // Why does not change what comes of it: it may be typed last.
  const asked = { ...wish, reason: wish.reason || "preview" };
  const { value } = useAsked("preview", JSON.stringify({ ...asked, reason: "" }), (signal) => whatComes(asked, token, signal));
  return (
    <div class="preview" role="status">
      {value === undefined ? <span class="soft">Asking what would come of it …</span> : typeof value === "string" ? value : <b>{value.text}</b>}
      {((typeof value === "object" && value.byGuard) || breakGuard) && (
        <label class="line">
          <input type="checkbox" checked={breakGuard} onChange={(e) => setBreakGuard(e.currentTarget.checked)} /> break the guard
        </label>
      )}
    </div>
  );
}

async function whatComes(wish: Wish, token: string, signal: AbortSignal): Promise<string | Objection> {
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  if (signal.aborted) return "";
  try {
    const { override: o, replaced } = await tryOut(wish, token, signal);
    return `Nothing is against it. It would hold until ${clock(o.until)}${replaced ? ", in the place of the one that is in force" : ""}.`;
  } catch (error) {
    if (signal.aborted) throw error;
    return objectionOf(error as Error);
  }
}
