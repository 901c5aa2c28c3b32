// Light or dark, and the palette.

import { useCell } from "dashboard/state/cell";
import { palette, PALETTES, setPalette, setTheme, theme, THEMES } from "dashboard/state/look-of-page";

export function LookMenu() {
  return (
    <details class="look-menu">
      <summary aria-label="Appearance" title="Appearance">
        <svg viewBox="0 0 16 16" class="icon" aria-hidden="true">
          <path d="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm0 2v12A6 6 0 0 1 8 2Z" />
        </svg>
      </summary>
      <div class="menu">
        <Choice title="Theme" all={THEMES} now={useCell(theme)} set={setTheme} />
        <Choice title="Colours" all={PALETTES} now={useCell(palette)} set={setPalette} />
      </div>
    </details>
  );
}

function Choice<T extends string>({ title, all, now, set }: { title: string; all: readonly T[]; now: T; set: (wish: T) => void }) {
  return (
    <fieldset>
      <legend>{title}</legend>
      {all.map((one) => (
        <label key={one}>
          <input type="radio" name={title} checked={one === now} onChange={() => set(one)} />
          {one}
        </label>
      ))}
    </fieldset>
  );
}
