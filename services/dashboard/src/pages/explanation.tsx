/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { Explanation as ExplanationReply } from '@emberlog/api';
import { durationWords, plural } from '../words/duration-words.ts';
import { decimal, roundedParts, thousandths } from '../words/rounded-parts.ts';

type Part = ExplanationReply['parts'][number];

const WORDS_OF_REASON: Readonly<Record<string, string>> = {
  retracted: 'taken back',
  too_old: 'too old to weigh anything',
  not_yet: 'cast later than this list',
};

/** Where a score comes from, as a sum whose printed lines add up to the printed total. */
export const Explanation = ({ explain }: { readonly explain: ExplanationReply }) => {
  const parts = explain.parts.filter(({ votes, weight }) => votes !== 0 || weight !== '0');
  const shown = roundedParts(parts.map(({ weight }) => BigInt(weight)));
  const total = BigInt(explain.score);
  const largest = Math.max(1, ...shown.map(Number));
  return (
    <details class="why">
      <summary>why?</summary>
      <div class="sum">
        <p>A vote weighs 1 when it is cast, and less as it ages.</p>
        <table>
          <thead class="unseen">
            <tr>
              <th scope="col">Votes</th>
              <th scope="col">Share</th>
              <th scope="col">Weight</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part, index) => (
              <tr>
                <th scope="row">{wordsOf(part)}</th>
                <td class="bar">
                  <Bar share={Number(shown[index]) / largest} />
                </td>
                <td class="weight">{decimal(shown[index] ?? 0n)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Score</th>
              <td />
              <td class="weight">{decimal(thousandths(total))}</td>
            </tr>
          </tfoot>
        </table>
        {explain.excluded
          .filter(({ votes }) => votes > 0)
          .map(({ reason, votes }) => (
            <p>
              Not counted: {plural(votes, 'vote')} {WORDS_OF_REASON[reason] ?? reason}.
            </p>
          ))}
      </div>
    </details>
  );
};

const wordsOf = ({ name, votes, from_ms: from, to_ms: to }: Part): string => {
  if (name === 'prior') return `head start of a new paper, like ${plural(votes, 'vote')}`;
  if (from === undefined || to === undefined) return `${plural(votes, 'vote')}, ${name}`;
  if (from === 0) return `${plural(votes, 'vote')} of the last ${durationWords(to)}`;
  return `${plural(votes, 'vote')} ${durationWords(from)} to ${durationWords(to)} old`;
};

/** Drawn by attributes: the content security policy refuses inline styles. */
const Bar = ({ share }: { readonly share: number }) => (
  <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect width={Math.max(1, Math.round(share * 100))} height="8" rx="1" />
  </svg>
);
