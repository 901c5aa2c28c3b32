// A titled box, and the list of facts in one.

import type { ComponentChildren } from "preact";

export function Panel({ title, id, children, aside }: { title: string; id?: string; children: ComponentChildren; aside?: ComponentChildren }) {
  return (
    <section class="panel" {...(id ? { id } : {})}>
      <div class="panel-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

export function Facts({ rows }: { rows: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export const Nothing = ({ children }: { children: ComponentChildren }) => <p class="nothing">{children}</p>;

export const Mistake = ({ text }: { text: string }) => (
  <p class="mistake" role="alert">
    {text}
  </p>
);
