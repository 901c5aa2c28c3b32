// The four shapes: circle with a tick, triangle, octagon with a cross, circle with a question mark.

import type { Look } from "dashboard/words/look";

const PATHS: Record<Look, string> = {
  healthy: "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm3.9 4.6L6.9 9.9 4.4 7.6 3.2 8.9l3.8 3.5 6.2-6.6Z",
  degraded: "M8 .8 16 15H0ZM7.1 5.6v4.9h1.8V5.6Zm0 6.1v1.8h1.8v-1.8Z",
  unhealthy: "M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7Zm.6 4L4 5.3 6.7 8 4 10.7 5.3 12 8 9.3l2.7 2.7 1.3-1.3L9.3 8 12 5.3 10.7 4 8 6.7Z",
  unknown: "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0Zm0 2.6c-2 0-3.2 1.2-3.3 2.9h1.8c.1-.8.6-1.3 1.5-1.3.8 0 1.4.5 1.4 1.2 0 .6-.3.9-1 1.4-.9.6-1.3 1.2-1.3 2.3v.4h1.8v-.3c0-.7.3-1 1.1-1.6.8-.5 1.3-1.2 1.3-2.2C11.3 3.7 10 2.6 8 2.6ZM7.1 11.2v1.9H9v-1.9Z",
};

export const statePath = (look: Look): string => PATHS[look];

export function Icon({ look }: { look: Look }) {
  return (
    <svg class={`icon ${look}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[look]} fill-rule="evenodd" />
    </svg>
  );
}
