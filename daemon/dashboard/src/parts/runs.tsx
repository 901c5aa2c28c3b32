// The last runs of a signal: when, how long, in which phases, and what came of each.

import { useState } from "preact/hooks";
import type { Observation } from "dashboard/api/types";
import { Nothing } from "dashboard/parts/panel";
import { StateBadge } from "dashboard/parts/badge";
import { duration } from "dashboard/words/numbers";
import { precise } from "dashboard/words/time";

const PHASES = [
  ["resolve_ms", "resolve"],
  ["connect_ms", "connect"],
  ["tls_ms", "TLS"],
  ["first_byte_ms", "first byte"],
  ["transfer_ms", "transfer"],
] as const;

const SHOWN_AT_FIRST = 5;

export function Runs({ runs }: { runs: Observation[] }) {
  const [all, showAll] = useState(false);
  if (runs.length === 0) return <Nothing>It has not run yet.</Nothing>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Last runs">
      <table class="list runs">
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">judged</th>
            <th scope="col" class="number">took</th>
            <th scope="col">phases</th>
            <th scope="col">result</th>
          </tr>
        </thead>
        <tbody>
          {runs.slice(0, all ? runs.length : SHOWN_AT_FIRST).map((run) => (
            <tr key={run.at}>
              <td>{precise(run.at)}</td>
              <td>
                <StateBadge node={{ state: run.judged }} />
              </td>
              <td class="number">{duration(run.latency_ms)}</td>
              <td class="soft">{phasesText(run)}</td>
              <td>
                {run.reason === "ok" ? "ok" : run.reason.replaceAll("_", " ")}
                {run.detail && `: ${run.detail}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && runs.length > SHOWN_AT_FIRST && (
        <button type="button" class="quiet" onClick={() => showAll(true)}>
          Show all {runs.length}
        </button>
      )}
    </div>
  );
}

const phasesText = ({ phases }: Observation): string =>
  PHASES.filter(([key]) => phases[key] !== undefined)
    .map(([key, name]) => `${name} ${duration(phases[key]!)}`)
    .join(", ");
