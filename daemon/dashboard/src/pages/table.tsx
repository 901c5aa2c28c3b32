// The pages, by the first word of the address.

import type { ComponentType } from "preact";
import { GraphPage } from "dashboard/pages/graph";
import { NodePage } from "dashboard/pages/node";
import { Operations } from "dashboard/pages/operations";
import { Overview } from "dashboard/pages/overview";
import { PastPage } from "dashboard/pages/past";
import { SloPage } from "dashboard/pages/slo";
import { Wall } from "dashboard/pages/wall";
import { WhatIfPage } from "dashboard/pages/what-if";
import type { Picture } from "dashboard/state/picture";
import type { Route } from "dashboard/state/route";

export interface PageProps {
  picture: Picture;
  route: Route;
}

interface Page {
  title: string; // in the menu; without one it is reached by links only
  bare?: boolean; // without the menu
  show: ComponentType<PageProps>;
}

export const PAGES: Record<string, Page> = {
  overview: { title: "Overview", show: Overview },
  graph: { title: "Graph", show: GraphPage },
  past: { title: "Past", show: PastPage },
  "what-if": { title: "What if", show: WhatIfPage },
  slo: { title: "Objectives", show: SloPage },
  operations: { title: "Operations", show: Operations },
  wall: { title: "Wallboard", show: Wall, bare: true },
  node: { title: "", show: NodePage },
};
