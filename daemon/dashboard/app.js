// The dashboard: draws the flows × regions matrix from /api/v1/status, the tree under a cell from
// /api/v1/nodes/{id}/tree, and keeps both up to date from the events of /api/v1/events.
// Whatever comes from the model goes into the page by textContent only: a hostile name is inert.
"use strict";

const STALE_AFTER_MS = 15000;   // heartbeats come every 10 s
const RETRY_MS = 3000;
const STATES = {
  healthy:   { word: "healthy",   path: "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm3.9 4.6L6.9 9.9 4.4 7.6 3.2 8.9l3.8 3.5 6.2-6.6Z" },
  degraded:  { word: "degraded",  path: "M8 .8 16 15H0ZM7.1 5.6v4.9h1.8V5.6Zm0 6.1v1.8h1.8v-1.8Z" },
  unhealthy: { word: "unhealthy", path: "M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7Zm.6 4L4 5.3 6.7 8 4 10.7 5.3 12 8 9.3l2.7 2.7 1.3-1.3L9.3 8 12 5.3 10.7 4 8 6.7Z" },
  unknown:   { word: "unknown",   path: "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm0 2.6c-2 0-3.2 1.2-3.3 2.9h1.8c.1-.8.6-1.3 1.5-1.3.8 0 1.4.5 1.4 1.2 0 .6-.3.9-1 1.4-.9.6-1.3 1.2-1.3 2.3v.4h1.8v-.3c0-.7.3-1 1.1-1.6.8-.5 1.3-1.2 1.3-2.2C11.300 3.700 10 2.600 8 2.600ZM7.100 11.200v1.900h1.900v-1.900Z" },
};
const VERDICT_LOOKS = { up: "healthy", degraded: "degraded", down: "unhealthy" };

const page = {
  status: null,          // as /api/v1/status
  nodes: new Map(),      // id → the newest brief
  verdicts: new Map(),   // flow@region → verdict
  open: null,            // the node whose tree is shown
  tree: null,            // its nodes by id, with children
  expanded: new Set(),   // paths of tree rows that somebody opened or closed
  collapsed: new Set(),
  lastEvent: 0,
  asOf: null,
  alive: true,
  source: null,
};

const $ = (id) => document.getElementById(id);

// --- small makers

function element(tag, classes, text) {
  const e = document.createElement(tag);
  if (classes) e.className = classes;
  if (text !== undefined) e.textContent = text;
  return e;
}

// A model may have states of its own: then their class decides how they look.
const CLASSES = { good: "healthy", warn: "degraded", bad: "unhealthy", unknown: "unknown" };
function stateOf(node) {
  const state = node?.state_class ? CLASSES[node.state_class] : node?.state;
  return Object.hasOwn(STATES, state) ? state : "unknown";
}

function icon(state) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", STATES[state].path);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

function badge(state, word, classes = "") {
  const b = element("span", `badge ${state} ${classes}`);
  b.append(icon(state), element("span", "", word ?? STATES[state].word));
  return b;
}

// Rounded down, so that 0.8999 never looks like the healthy band's 0.90.
function scoreText(score) { return score === null || score === undefined ? "–" : (Math.floor(score * 100 + 1e-9) / 100).toFixed(2); }

function clock(time) { return time ? new Date(time).toLocaleTimeString([], { hour12: false }) : "–"; }

function age(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.round(s / 60)} min`;
  return `${Math.round(s / 3600)} h`;
}

// What else is to be said of a node, beside its state.
function remarks(node) {
  const all = [];
  const m = node?.maintenance;
  if (m) {
    const until = m.until ? ` until ${new Date(m.until).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}` : "";
    all.push(element("span", "maintenance", `in maintenance${until}: ${m.reason}`));
  }
  if (node?.impaired?.length) all.push(element("span", "impaired", `impaired: ${node.impaired.join(", ")}`));
  return all;
}

// --- the head

function drawHead() {
  const { status } = page;
  const root = page.nodes.get(status.root.id) ?? status.root;
  const state = stateOf(root);
  $("model").textContent = status.model;
  $("version").textContent = `healthmodeld ${status.version}`;
  document.title = `${STATES[state].word} · ${status.model}`;
  const parts = [badge(state, undefined, "pill"), element("span", "score", scoreText(root.score)),
                 element("span", "soft", `since ${clock(root.since)}`)];
  if (!status.ready) parts.push(element("span", "soft", "first round under way"));
  if (root.reason) parts.push(element("span", "soft", root.reason));
  parts.push(...remarks(root));
  $("root").replaceChildren(...parts);
  // While it doubts itself, what looks dead may only be out of its sight.
  $("doubt").hidden = !status.self_suspicion;
  $("doubt").textContent = `The daemon suspects its own network, and holds every verdict: ${status.self_suspicion}`;
}

// --- the matrix

function regionHead(region) {
  const node = page.nodes.get(region.id) ?? region;
  const v = region.verdict;
  const th = element("th");
  th.scope = "col";
  th.append(element("span", "region-name", region.id));
  const line = element("div", "badge-line");
  line.append(badge(stateOf(node)), " ", element("span", "score", scoreText(node.score)));
  const told = element("div", "told");
  told.append(badge(VERDICT_LOOKS[v.effective] ?? "unknown", `balancers: ${v.effective}`, "pill"));
  const why = v.computed === v.effective ? v.source : `${v.source}, by itself ${v.computed}`;
  th.append(line, told, element("div", "soft", why),
            element("div", "soft", `weight ${v.weight_percent}\u00a0% of share ${region.share_percent}\u00a0% · traffic ${region.traffic_percent}\u00a0%`));
  th.append(...remarks(node));
  return th;
}

function cell(id) {
  const node = page.nodes.get(id);
  const state = stateOf(node);
  const b = element("button", `cell ${state}`);
  b.type = "button";
  b.dataset.id = id;
  b.setAttribute("aria-pressed", String(page.open === id));
  const top = element("span", "cell-top");
  top.append(badge(state), element("span", "score", scoreText(node?.score)));
  b.append(top);
  if (node?.reason) b.append(element("span", "reason", node.reason));
  b.append(...remarks(node));
  if (node?.reason) b.title = node.reason;
  b.addEventListener("click", () => show(page.open === id ? null : id));
  return b;
}

function flowRow(flow, regions) {
  const tr = element("tr");
  const th = element("th", "", flow.id);
  th.scope = "row";
  th.append(element("div", "soft", `${flow.criticality}${flow.objective_ratio ? ` · objective ${+(flow.objective_ratio * 100).toFixed(4)} %` : ""}`));
  tr.append(th);
  if (flow.scope === "global") {
    const td = element("td");
    td.colSpan = regions.length;
    td.dataset.region = "all regions";
    td.append(cell(flow.id));
    tr.append(td);
    return tr;
  }
  for (const region of regions) {
    const here = flow.regions.find((c) => c.region === region.id);
    const td = element("td", here ? "" : "none", here ? undefined : "not here");
    td.dataset.region = region.id;
    if (here) td.append(cell(here.id));
    tr.append(td);
  }
  return tr;
}

function drawMatrix() {
  const { regions, flows } = page.status;
  const focused = document.activeElement?.dataset?.id;
  const head = element("tr");
  head.append(element("th", "soft", "flow"), ...regions.map(regionHead));
  const thead = element("thead");
  thead.append(head);
  const body = element("tbody");
  body.append(...flows.map((f) => flowRow(f, regions)));
  $("matrix").replaceChildren(thead, body);
  $("matrix").style.minWidth = `${13 + 13 * regions.length}rem`;  // then it scrolls
  if (focused) [...body.querySelectorAll("button")].find((b) => b.dataset.id === focused)?.focus({ preventScroll: true });
}

// --- the tree under a cell

async function show(id) {
  page.open = id;
  page.tree = null;
  page.expanded.clear();
  page.collapsed.clear();
  $("detail").hidden = id === null;
  drawMatrix();
  if (id !== null) await loadTree(id);
}

async function loadTree(id) {
  drawDetail();
  try {
    const answer = await fetch(`api/v1/nodes/${encodeURIComponent(id)}/tree`, { cache: "no-store" });
    if (!answer.ok) throw new Error(`the daemon answered ${answer.status}`);
    const tree = await answer.json();
    if (page.open !== id) return;
    page.tree = new Map(tree.nodes.map((n) => [n.id, n]));
    // What an event told since is newer than this answer only if the sequence says so.
    if (tree.sequence >= page.status.sequence) for (const n of tree.nodes) page.nodes.set(n.id, n);
    drawDetail();
  } catch (error) {
    if (page.open === id) $("tree").replaceChildren(element("li", "soft", `cannot load: ${error.message}`));
  }
}

function rowOf(id, edge) {
  const known = page.tree.get(id);
  const node = page.nodes.get(id) ?? known;
  const row = element("span", `row ${known?.kind === "signal" ? "signal" : ""}`);
  row.append(badge(stateOf(node)), element("span", "name", id), element("span", "score", scoreText(node?.score)));
  if (known?.kind) row.append(element("span", "tag", known.kind));
  if (edge?.impact) row.append(element("span", "tag", edge.impact.replaceAll("_", " ")));
  if (edge?.essential) row.append(element("span", "tag", "essential"));
  const why = node?.reason?.startsWith(`${id}: `) ? node.reason.slice(id.length + 2) : node?.reason;
  if (why) row.append(element("span", "why", why));
  row.append(...remarks(node));
  row.title = `since ${clock(node?.since)}`;
  return row;
}

function branch(id, edge, path) {
  const li = element("li");
  const children = page.tree.get(id)?.children ?? [];
  if (children.length === 0) {
    const leaf = element("div", "leaf");
    leaf.append(rowOf(id, edge));
    li.append(leaf);
    return li;
  }
  const here = `${path}\n${id}`;
  const ill = stateOf(page.nodes.get(id)) !== "healthy";
  const details = element("details");
  details.open = page.expanded.has(here) || (!page.collapsed.has(here) && (path === "" || ill));
  const summary = element("summary");
  summary.append(rowOf(id, edge));
  details.append(summary);
  const fill = () => {
    const list = element("ul");
    list.append(...children.map((c) => branch(c.id, c, here)));
    details.append(list);
  };
  if (details.open) fill();
  summary.addEventListener("click", () => {          // before the browser toggles it
    const opens = !details.open;
    page.expanded[opens ? "add" : "delete"](here);
    page.collapsed[opens ? "delete" : "add"](here);
    if (opens && details.childElementCount === 1) fill();
  });
  li.append(details);
  return li;
}

function drawDetail() {
  if (page.open === null) return;
  $("detail-title").textContent = page.open;
  const v = page.verdicts.get(page.open);
  $("detail-verdict").textContent = v
    ? `balancers are told: ${v.effective} (${v.source}), weight ${v.weight_percent}\u00a0%, since ${clock(v.since)}` : "";
  if (!page.tree) $("tree").replaceChildren(element("li", "soft", "loading …"));
  else $("tree").replaceChildren(branch(page.open, null, ""));
}

// --- events

function draw() {
  drawHead();
  drawMatrix();
  drawDetail();
  drawFreshness();
}

function takeStatus(status) {
  page.status = status;
  page.nodes.set(status.root.id, status.root);
  for (const r of status.regions) page.nodes.set(r.id, r);
  for (const f of status.flows) {
    page.nodes.set(f.id, f);
    for (const c of f.regions) {
      page.nodes.set(c.id, c);
      if (c.verdict) page.verdicts.set(c.id, c.verdict);
    }
  }
}

function onSnapshot({ status, nodes }) {
  page.nodes.clear();
  page.verdicts.clear();
  for (const n of nodes) page.nodes.set(n.id, n);
  takeStatus(status);
  draw();
  if (page.open !== null) page.nodes.has(page.open) ? loadTree(page.open) : show(null);
}

function onUpdate(update) {
  if (!page.status) return;
  for (const n of update.nodes) page.nodes.set(n.id, n);
  for (const v of update.flow_verdicts) page.verdicts.set(v.id, v.verdict);
  page.status.regions = update.regions;
  page.status.sequence = update.sequence;
  page.status.ready = update.ready;
  page.status.self_suspicion = update.self_suspicion;
  draw();
}

function connect() {
  page.source?.close();
  const source = new EventSource("api/v1/events");
  page.source = source;
  const on = (name, act) => source.addEventListener(name, (event) => {
    if (source !== page.source) return;
    const data = JSON.parse(event.data);
    page.lastEvent = Date.now();
    page.alive = data.alive ?? true;
    page.asOf = data.as_of ?? data.status?.as_of;
    act(data);
    drawFreshness();
  });
  on("snapshot", onSnapshot);
  on("update", onUpdate);
  on("heartbeat", () => {});
  // The browser reconnects by itself after a lost connection, but not after a refusal.
  source.onerror = () => {
    page.lastEvent = 0;
    drawFreshness();
    if (source.readyState === EventSource.CLOSED && source === page.source) setTimeout(connect, RETRY_MS);
  };
}

function drawFreshness() {
  const stale = !page.alive || Date.now() - page.lastEvent > STALE_AFTER_MS;
  document.body.classList.toggle("stale", stale);
  $("stale").hidden = !stale;
  if (!page.asOf) {
    $("freshness").textContent = "connecting …";
    $("stale").textContent = "No data yet: the daemon does not answer. Trying again …";
    return;
  }
  $("freshness").textContent = `data as of ${clock(page.asOf)}`;
  if (!stale) return;
  document.title = `stale · ${page.status?.model ?? ""}`;
  $("stale").textContent = `Stale since ${clock(page.asOf)} (${age(Date.now() - new Date(page.asOf))} ago): ` +
    (page.alive ? "the connection to the daemon is lost. Trying again …" : "the daemon answers, but no longer evaluates.");
}

function drawLegend() {
  for (const state of Object.keys(STATES)) {
    const li = element("li");
    li.append(badge(state));
    $("legend").append(li);
  }
}

$("close").addEventListener("click", () => show(null));
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && page.open !== null) show(null); });
drawLegend();
drawFreshness();
setInterval(drawFreshness, 1000);
connect();
