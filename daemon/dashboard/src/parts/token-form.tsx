// Where the operator shows a token.

import { useState } from "preact/hooks";
import { Panel } from "dashboard/parts/panel";
import { useCell } from "dashboard/state/cell";
import { setToken, token } from "dashboard/state/token";

export function TokenForm() {
  const key = useCell(token);
  const [typed, type] = useState("");
  const show = (event: Event): void => {
    event.preventDefault();
    setToken(typed);
    type("");
  };
  if (key)
    return (
      <Panel title="You are an operator" aside={<button type="button" onClick={() => setToken("")}>Forget the token</button>}>
        <p class="soft">Your token is kept in this tab only, until it is closed.</p>
      </Panel>
    );
  return (
    <Panel title="Who are you?">
      <form class="line" onSubmit={show}>
        <label for="token">Token</label>
        <input id="token" type="password" autocomplete="off" value={typed} onInput={(e) => type(e.currentTarget.value)} required />
        <button type="submit">Show it</button>
        <span class="soft">It is kept in this tab only. “healthmodeld token NAME” makes one.</span>
      </form>
    </Panel>
  );
}
