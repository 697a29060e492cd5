import { InputError } from "../errors/index.js";
import type { Instant } from "../instant.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { dayLength } from "../timing/wall-clock.js";
import type { EventSubject, RfmCuts } from "./behavior-nodes.js";
import { eventsOf } from "./occurrence.js";
import { rfmValues } from "./rfm.js";

export interface RfmOptions extends EventSubject {
  /** The path of the amount in the event's data; without it all sums are 0. */
  readonly value?: string;
  /** The number of scores, from 2 to 9. 5 by default. */
  readonly bins?: number;
  /** When recency is measured, and the snapshot's own time. */
  readonly at: Instant;
}

/**
 * Computes the cut points of an audience for `rfm` clauses: each splits the contacts that have an
 * event up to `at` into shares as equal as their values allow. Every cut point is the value of a
 * contact (quantiles by the nearest rank), so contacts with equal values get equal scores. Needs 24
 * bytes a contact, and reads the audience once.
 *
 * @throws InputError `INPUT_RFM` for bins that are no whole number from 2 to 9, and for an audience
 * without a single event
 * @example
 * const cuts = await cutRfm(people, { event: "order.placed", value: "total", at: clock.now() });
 */
export async function cutRfm(
  audience: Iterable<Pick<ContactFacts, "events">> | AsyncIterable<Pick<ContactFacts, "events">>,
  { value, bins = 5, at, ...subject }: RfmOptions,
): Promise<RfmCuts> {
  if (!Number.isInteger(bins) || bins < 2 || bins > 9)
    throw new InputError("INPUT_RFM", "Scores reach from 1 to a number from 2 to 9.", {
      path: "bins",
      remedy: "Pass a whole number from 2 to 9 as `bins`, or leave it out for 5.",
    });
  const select = eventsOf(subject);
  const r: number[] = [];
  const f: number[] = [];
  const m: number[] = [];
  for await (const facts of audience) {
    const past = select(facts).filter((event) => event.at <= at);
    const values = rfmValues(value === undefined ? {} : { value }, past);
    if (values === null) continue;
    r.push((at - values.last) / dayLength);
    f.push(values.count);
    m.push(values.sum);
  }
  if (r.length === 0)
    throw new InputError("INPUT_RFM", "No contact of the audience has an event to score.", {
      path: "audience",
      remedy: "Load the events of this name with the contacts, or choose another event.",
    });
  return { at, r: cutPoints(r, bins), f: cutPoints(f, bins), m: cutPoints(m, bins) };
}

function cutPoints(values: readonly number[], bins: number): readonly number[] {
  const sorted = Float64Array.from(values).sort();
  return Array.from(
    { length: bins - 1 },
    (_, index) => sorted[Math.ceil(((index + 1) * sorted.length) / bins) - 1] ?? 0,
  );
}
