// The verdict on top: one sentence, and what it stands on.

import { Icon } from "dashboard/parts/icon";
import { NodeLink } from "dashboard/parts/node-link";
import { useCell } from "dashboard/state/cell";
import { now } from "dashboard/state/clock";
import { stale } from "dashboard/state/live";
import { type Picture, root } from "dashboard/state/picture";
import { age, scoreText } from "dashboard/words/numbers";
import { sentenceOf, type Sentence } from "dashboard/words/sentence";
import { clock } from "dashboard/words/time";

export function VerdictCard({ picture }: { picture: Picture }) {
  const s = sentenceOf(picture);
  const isStale = useCell(stale);
  const all = root(picture);
  return (
    <section id="verdict" class={`verdict ${isStale ? "unknown" : s.look}`} aria-labelledby="verdict-text">
      <Icon look={isStale ? "unknown" : s.look} />
      <div>
        <h1 id="verdict-text">
          {isStale && "Last known: "}
          {s.hurt}
        </h1>
        <p class="verdict-facts">
          {s.traffic && <span>{s.traffic}</span>}
          {s.since && <Since since={s.since} />}
          {s.because && <Because because={s.because} />}
          {!picture.status.ready && <span>the first round is under way</span>}
        </p>
      </div>
      <div class="verdict-score" title={`the score of ${all.id}`}>
        <span>{scoreText(all.score)}</span>
        <small>score</small>
      </div>
    </section>
  );
}

const Since = ({ since }: { since: string }) => (
  <span>
    since {clock(since)} <span class="soft">({age(useCell(now) - Date.parse(since))})</span>
  </span>
);

export function Because({ because }: { because: NonNullable<Sentence["because"]> }) {
  return (
    <span>
      because {because.id ? <NodeLink id={because.id}>{because.name}</NodeLink> : because.name}: {because.reason}
      {because.detail && <span class="soft"> — {because.detail}</span>}
    </span>
  );
}
