import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { ConsentNews } from "../ports/consent-gate.js";
import type { EventFact } from "../ports/store/facts.js";
import type { ListReactions, Reactions } from "../ports/store/store.js";
import { localHour } from "../timing/index.js";
import { waitZone } from "../workflows/index.js";
import type { LiveCatalog } from "./live-catalog.js";
import { type RouteDependencies, routeInputs, wakeRuns } from "./route.js";
import type { SenderFor } from "./sender-settings.js";
import { warmUpReport } from "./warm-up.js";

export interface ReactionDependencies extends Omit<RouteDependencies, "catalog"> {
  readonly catalog: LiveCatalog;
  /** Every purpose of the schema. */
  readonly purposes: Readonly<Record<string, unknown>>;
  readonly senderFor: SenderFor;
  readonly countHours?: boolean | undefined;
}

export type ReactionsFor = (scope: {
  readonly tenant: TenantId;
  readonly now: Instant;
}) => Reactions & ListReactions;

/**
 * The engine's reactions to everything that a store receives: events, provider reports,
 * settlements, consent and erasure. There is one implementation, so that no path omits a reaction.
 */
export function reactionsFor(given: ReactionDependencies): ReactionsFor {
  return ({ tenant, now }) => {
    const catalog = given.catalog.forTenant(tenant);
    return {
      ...createReactions({ ...given, catalog, foreign: given.catalog.foreign(tenant) }, now),
      budgetFor: (_, message, contact) =>
        warmUpReport(given.senderFor(tenant), message, contact, now),
      ...(given.countHours === true || catalog.countsHours
        ? { hourIn: hourIn(given.senderFor, tenant) }
        : {}),
    };
  };
}

function hourIn(senderFor: SenderFor, tenant: TenantId): NonNullable<Reactions["hourIn"]> {
  return (contact, at) => localHour(waitZone("contact", contact, senderFor(tenant).timeZone), at);
}

function createReactions(
  deps: RouteDependencies & Pick<ReactionDependencies, "purposes">,
  now: Instant,
): Reactions & ListReactions {
  return {
    needs: deps.catalog.entryNeeds,
    headFits: deps.gate.headFits,
    draftsFor: (event, point, history) => deps.gate.draftsFor(event, point, history),
    listPoints: (draft) => deps.gate.listPoints?.(draft) ?? [],
    claimIn: (draft) => deps.gate.claimIn?.(draft),
    append: (state, drafts) => deps.gate.append(state, drafts),
    createEvent: (news) => createNewsEvent(deps, news, now),
    lists: deps.catalog.triggerLists,
    wake: (unit) => wakeRuns(deps, unit, now),
    route: (unit) => routeInputs(deps, unit, now),
  };
}

/** The same for input that is only recorded: no run is woken and none starts. */
export function remembering(reactions: Reactions): Reactions {
  return {
    ...reactions,
    wake: () => [],
    route: () => ({ start: [], log: [], dirty: true }),
  };
}

/** Consent news as workflows and segments receive it. */
function createNewsEvent(
  { purposes }: Pick<ReactionDependencies, "purposes">,
  { act, channel, purpose, topic }: ConsentNews,
  now: Instant,
): Omit<EventFact, "id"> {
  const data: JsonObject = {
    purposes: purpose === undefined ? Object.keys(purposes) : [purpose],
    ...(channel === undefined ? {} : { channel }),
    ...(topic === undefined ? {} : { topic }),
  };
  return { name: `consent.${act}`, at: now, data };
}
