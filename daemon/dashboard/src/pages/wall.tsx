// For a screen on the wall: the verdict and the flows, large, and nothing to click.

import { FlowTable } from "dashboard/parts/flow-table";
import { VerdictCard } from "dashboard/parts/verdict-card";
import type { PageProps } from "dashboard/pages/table";

export const Wall = ({ picture }: PageProps) => (
  <div class="wall">
    <VerdictCard picture={picture} />
    <div class="panel" id="matrix">
      <FlowTable picture={picture} />
    </div>
  </div>
);
