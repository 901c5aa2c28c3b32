// Who did what, and what came of it.

import { audit } from "dashboard/api/overrides";
import { Mistake, Nothing } from "dashboard/parts/panel";
import { useAsked } from "dashboard/state/asked";
import { precise } from "dashboard/words/time";

export function AuditTrail({ token, round }: { token: string; round: string }) {
  const { value: entries, error } = useAsked(token, round, (signal) => audit(token, signal));
  if (error) return <Mistake text={error} />;
  if (!entries) return <Nothing>Asking the daemon …</Nothing>;
  if (entries.length === 0) return <Nothing>Nobody has done anything yet.</Nothing>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Audit trail">
      <table class="list" id="audit">
        <thead>
          <tr>
            <th scope="col">when</th>
            <th scope="col">who</th>
            <th scope="col">what</th>
            <th scope="col">about</th>
            <th scope="col">why</th>
            <th scope="col">what came of it</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((e) => (
            <tr key={e.number}>
              <td>{precise(e.at)}</td>
              <td>{e.who ?? "–"}</td>
              <td>{e.what.replaceAll("_", " ")}</td>
              <td>{e.about}</td>
              <td>
                {e.reason}
                {e.ticket && <span class="tag">{e.ticket}</span>}
              </td>
              <td>{e.outcome}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
