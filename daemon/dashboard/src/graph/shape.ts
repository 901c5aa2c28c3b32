// Which shape suits the reader's screen.

import { NARROW, type Shape, WIDE } from "dashboard/graph/layout";

export const shapeOfScreen = (): Shape => (matchMedia("(max-width: 44rem)").matches ? NARROW : WIDE);
