// Which shape is which state.

import { Badge } from "dashboard/parts/badge";
import { LOOKS } from "dashboard/words/look";

export const Legend = () => (
  <ul class="legend" aria-label="Legend">
    {LOOKS.map((look) => (
      <li key={look}>
        <Badge look={look} />
      </li>
    ))}
  </ul>
);
