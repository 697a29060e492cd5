import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { ConsentNews } from "../ports/consent-gate.js";
import type { EventFact } from "../ports/store/facts.js";
import type { Reactions } from "../ports/store/store.js";
import type { LiveCatalogue } from "./live-catalogue.js";
import { type RouteParts, routeInputs, wakeRuns } from "./route.js";

export interface ReactionParts extends RouteParts {
  readonly catalogue: LiveCatalogue;
  /** Every purpose of the schema. */
  readonly purposes: Readonly<Record<string, unknown>>;
}

export type ReactionsFor = (scope: {
  readonly tenant: TenantId;
  readonly now: Instant;
}) => Reactions;

/**
 * What the engine does with whatever a store takes in: one answer for events, reports of providers,
 * settlements, consent and erasure, so that none of these roads forgets what another knows.
 */
export const reactionsFor =
  (given: ReactionParts): ReactionsFor =>
  ({ now }) =>
    reactionsOf({ ...given, catalogue: given.catalogue.now() }, now);

const reactionsOf = (
  parts: RouteParts & Pick<ReactionParts, "purposes">,
  now: Instant,
): Reactions => ({
  needs: parts.catalogue.entryNeeds,
  headFits: parts.gate.headFits,
  draftsFor: (event, point, history) => parts.gate.draftsFor(event, point, history),
  pointsOf: (draft) => parts.gate.pointsOf?.(draft) ?? [],
  append: (state, drafts) => parts.gate.append(state, drafts),
  eventOf: (news) => eventOf(parts, news, now),
  wake: (unit) => wakeRuns(parts, unit, now),
  route: (unit) => routeInputs(parts, unit, now),
});

/** The same, for what is only to be known: nothing is woken and nothing begins. */
export const remembering = (reactions: Reactions): Reactions => ({
  ...reactions,
  wake: () => [],
  route: () => ({ start: [], log: [], dirty: true }),
});

/** A piece of news as workflows and segments hear of it. */
const eventOf = (
  { purposes }: Pick<ReactionParts, "purposes">,
  { act, channel, purpose, topic }: ConsentNews,
  now: Instant,
): Omit<EventFact, "id"> => {
  const data: JsonObject = {
    purposes: purpose === undefined ? Object.keys(purposes) : [purpose],
    ...(channel === undefined ? {} : { channel }),
    ...(topic === undefined ? {} : { topic }),
  };
  return { name: `consent.${act}`, at: now, data };
};
