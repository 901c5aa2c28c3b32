// The pages, by the first word of the address.

import type { ComponentType } from "preact";
import { NodePage } from "dashboard/pages/node";
import { Overview } from "dashboard/pages/overview";
import type { Picture } from "dashboard/state/picture";
import type { Route } from "dashboard/state/route";

export interface PageProps {
  picture: Picture;
  route: Route;
}

interface Page {
  title: string; // in the menu; without one it is reached by links only
  show: ComponentType<PageProps>;
}

export const PAGES: Record<string, Page> = {
  overview: { title: "Overview", show: Overview },
  node: { title: "", show: NodePage },
};
