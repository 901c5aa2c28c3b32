// Where the dashboard begins: it follows the daemon's events and the address, and shows a page.

import { render } from "preact";
import { Shell } from "dashboard/parts/shell";
import { tick } from "dashboard/state/clock";
import { watch } from "dashboard/state/live";
import { applyLook } from "dashboard/state/look-of-page";
import { followAddress } from "dashboard/state/route";

applyLook();
followAddress();
tick();
watch();
render(<Shell />, document.getElementById("app")!);
