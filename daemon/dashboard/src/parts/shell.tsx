// What stands around every page: whose model it is, the menu, how fresh it all is.

import { useEffect } from "preact/hooks";
import { LookMenu } from "dashboard/parts/look-menu";
import { Freshness, Warnings } from "dashboard/parts/freshness";
import { Nothing } from "dashboard/parts/panel";
import { PAGES } from "dashboard/pages/table";
import { useCell } from "dashboard/state/cell";
import { picture, stale } from "dashboard/state/live";
import { root } from "dashboard/state/picture";
import { link, route } from "dashboard/state/route";

export function Shell() {
  const p = useCell(picture);
  const isStale = useCell(stale);
  const here = useCell(route);
  const page = Object.hasOwn(PAGES, here.page) ? PAGES[here.page] : undefined;
  useEffect(() => {
    document.title = !p ? "healthmodeld" : `${isStale ? "stale" : root(p).state} · ${p.status.model}`;
  }, [p, isStale]);
  useEffect(() => scrollTo(0, 0), [here.page, here.subject]);
  return (
    <div class={`${isStale ? "stale" : ""} ${page?.bare ? "bare" : ""}`}>
      <a class="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header>
        <a class="brand" href={link("overview")}>
          <img src="icon.svg" alt="" width="22" height="22" />
          <span id="model">{p?.status.model ?? "Health model"}</span>
        </a>
        {page?.bare ? <a href={link("overview")}>Leave the wallboard</a> : <Menu here={here.page} />}
        <Freshness />
        <LookMenu />
      </header>
      <Warnings />
      <main id="content" tabIndex={-1}>
        {!page && <Nothing>There is no such page.</Nothing>}
        {page && p && <page.show picture={p} route={here} />}
        {page && !p && <Nothing>Waiting for the daemon …</Nothing>}
      </main>
      {!page?.bare && <Footer version={p?.status.version ?? ""} />}
    </div>
  );
}

const Footer = ({ version }: { version: string }) => (
  <footer>
    <span>healthmodeld {version}</span>
    <a href="api/v1/status">status as JSON</a>
    <a href="api/v1/openapi.json">API</a>
    <a href="metrics">metrics</a>
  </footer>
);

function Menu({ here }: { here: string }) {
  return (
    <nav aria-label="Pages">
      {Object.entries(PAGES)
        .filter(([, page]) => page.title)
        .map(([name, page]) => (
          <a key={name} href={link(name)} {...(name === here ? { "aria-current": "page" as const } : {})}>
            {page.title}
          </a>
        ))}
    </nav>
  );
}

// The address is the page's: a jump within it must not change it.
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
