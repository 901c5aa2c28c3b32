// What the last TLS handshake told: the certificates, and for how long they are good.

import type { Certificate, SignalDetail } from "dashboard/api/types";
import { useCell } from "dashboard/state/cell";
import { now } from "dashboard/state/clock";
import { duration } from "dashboard/words/numbers";
import { clock } from "dashboard/words/time";

export function CertificateFacts({ tls }: { tls: NonNullable<SignalDetail["tls"]> }) {
  return (
    <div class="certificates">
      <p class="soft">
        {[tls.version, tls.cipher, tls.alpn, tls.resumed ? "resumed" : ""].filter(Boolean).join(" · ")}
      </p>
      <ol class="plain">
        {tls.chain.map((c, i) => (
          <One key={i} certificate={c} />
        ))}
      </ol>
    </div>
  );
}

function One({ certificate: c }: { certificate: Certificate }) {
  const left = Date.parse(c.not_after) - useCell(now);
  return (
    <li>
      <b>{c.subject ?? c.names[0]}</b> {c.issuer && <span class="soft">by {c.issuer}</span>}
      <div>
        good until {clock(c.not_after)} <b>({left > 0 ? `${duration(left)} left` : "expired"})</b>
        {c.names.length > 0 && <span class="soft"> for {c.names.join(", ")}</span>}
      </div>
    </li>
  );
}
