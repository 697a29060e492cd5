import { type Channel, type ContactPointId, contactPointId } from "@wellsent/core";
import fc from "fast-check";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import type { HistoryEvent } from "../../src/entries/ledger.js";
import type { Cell, ConsentScope } from "../../src/index.js";

/**
 * A small world, so that scopes meet, times tie and requests are answered. Times are hours of one
 * week.
 */
export const hour = 3_600_000;
export const monday = Date.UTC(2026, 10, 2);
export const lastHour = 8;
/** After everything generated here. */
export const afterwards = monday + 100 * hour;

export const runs = { numRuns: propertyRuns(10_000) } as const;

const senders = ["acme", "globex"] as const;
const purposes = [
  "marketing",
  "marketing.news",
  "marketing.offers",
  "marketing2",
  "service.account",
] as const;
const topics = ["shoes", "hats"] as const;

export const cells: readonly Cell[] = [
  { channel: "email", purpose: "marketing.news", activity: "send" },
  { channel: "email", purpose: "marketing.news", activity: "send", sender: "acme" },
  { channel: "email", purpose: "marketing.news", activity: "send", topic: "shoes" },
  { channel: "email", purpose: "marketing.news", activity: "track.open" },
  { channel: "email", purpose: "marketing.news", activity: "track.click" },
  {
    channel: "email",
    purpose: "marketing.offers",
    activity: "send",
    topic: "hats",
    sender: "globex",
  },
  { channel: "email", purpose: "marketing2", activity: "send" },
  { channel: "sms", purpose: "marketing.news", activity: "send" },
  { channel: "sms", purpose: "marketing.news", activity: "track.click" },
];

const [first, , , opens] = cells as readonly [Cell, Cell, Cell, Cell];

/** Mostly the same cell, or nothing that happens would ever meet. */
export const cellArb: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(first) },
  { weight: 2, arbitrary: fc.constant(opens) },
  { weight: 3, arbitrary: fc.constantFrom(...cells) },
);

const anyScopeArb: fc.Arbitrary<ConsentScope> = fc
  .record(
    {
      sender: fc.constantFrom(...senders),
      channel: fc.constantFrom<Channel>("email", "sms"),
      purpose: fc.constantFrom(...purposes),
      topic: fc.constantFrom(...topics),
      activity: fc.constantFrom("send", "track.open", "track.click", "profile"),
      exact: fc.constant<true>(true),
    } as const,
    { requiredKeys: [] },
  )
  .map(({ topic, exact, ...scope }) => ({
    ...scope,
    ...(exact === true && scope.purpose !== undefined ? { exact } : {}),
    ...(topic !== undefined && scope.purpose !== undefined ? { topic } : {}),
  }));

/**
 * Everything, a channel, a purpose and what lies above it, one activity: and every other scope
 * there is.
 */
export const scopeArb: fc.Arbitrary<ConsentScope> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<ConsentScope>(
      {},
      { channel: "email" },
      { purpose: "marketing" },
      { channel: "email", purpose: "marketing.news" },
      { channel: "email", purpose: "marketing.news", exact: true },
      { purpose: "marketing", exact: true },
      { channel: "email", purpose: "marketing.news", activity: "send" },
      { activity: "track.open" },
    ),
  },
  { weight: 2, arbitrary: anyScopeArb },
);

const actorArb = fc.constantFrom(
  "subject",
  "subject",
  "operator",
  "import",
  "system",
  "provider",
  "authority",
);
const methodArb = fc.constantFrom(
  "form",
  "double_opt_in_post",
  "double_opt_in_get",
  "reply_keyword",
  "preference_centre",
  "api",
  "one_click",
);

const timeArb = fc.integer({ min: 0, max: lastHour });
/** How long after it took effect an event was written down: mostly at once, sometimes before. */
const lagArb = fc.constantFrom(0, 0, 0, 1, 2, 9, -1, -3);

interface Drawn {
  readonly type: HistoryEvent["type"];
  readonly scope: ConsentScope;
  readonly cell: Cell;
  readonly actor: string;
  readonly method: string;
  readonly at: number;
  readonly lag: number;
  readonly pick: number;
  readonly choice: number;
}

function drawnArb(
  types: readonly HistoryEvent["type"][],
  actor: fc.Arbitrary<string>,
): fc.Arbitrary<Drawn> {
  return fc.record({
    type: fc.constantFrom(...types),
    scope: scopeArb,
    cell: cellArb,
    actor,
    method: methodArb,
    at: timeArb,
    lag: lagArb,
    pick: fc.nat(7),
    choice: fc.nat(11),
  });
}

export const everyType: readonly HistoryEvent["type"][] = [
  "consent.requested",
  "consent.requested",
  "consent.requested",
  "consent.confirmed",
  "consent.confirmed",
  "consent.confirmed",
  "consent.granted",
  "consent.granted",
  "consent.reaffirmed",
  "consent.refused",
  "consent.withdrawn",
  "consent.withdrawn",
  "consent.invalidated",
  "consent.reviewed",
  "objection.raised",
  "objection.lifted",
  "restriction.set",
  "restriction.lifted",
  "relationship.recorded",
  "relationship.ended",
  "softoptin.offered_optout",
  "suppression.added",
  "suppression.released",
  "dsr.opened",
  "dsr.responded",
  "contactpoint.unlinked",
  "notice.served",
];

export const denialTypes: readonly HistoryEvent["type"][] = [
  "consent.refused",
  "consent.withdrawn",
  "consent.invalidated",
  "objection.raised",
  "restriction.set",
  "suppression.added",
  "dsr.opened",
];

const reasons = [
  "complaint",
  "objection",
  "unsubscribed",
  "erased",
  "hard_bounce",
  "soft_bounce",
  "legal",
  "manual",
] as const;
const kinds = ["sale", "contract", "inquiry", "membership"] as const;

function createDetail({ type, choice, at }: Drawn): object {
  switch (type) {
    case "consent.withdrawn":
      return choice < 6 ? { answered: choice < 3 ? "marketing" : "marketing.news" } : {};
    case "consent.invalidated":
      return { ground: "wording" };
    case "consent.granted":
    case "consent.reaffirmed":
      return choice < 4
        ? { validUntil: new Date(monday + (at + 6) * hour).toISOString() }
        : { strength: "express_written" };
    case "consent.reviewed":
      return { outcome: ["kept", "asked_again", "lapsed"][choice % 3] };
    case "objection.raised":
      return { ground: "direct_marketing" };
    case "restriction.set":
      return { ground: "accuracy" };
    case "relationship.recorded":
      return { kind: kinds[choice % 4], similar: ["marketing"] };
    case "relationship.ended":
      return { kind: kinds[choice % 4] };
    case "softoptin.offered_optout":
      return { where: choice % 2 === 0 ? "collection" : "message" };
    case "suppression.added":
      return { reason: reasons[choice % 7] };
    case "suppression.released":
      return {
        reason: reasons[choice % 7],
        by: ["correction", "authority", "delivery_proof"][choice % 3],
      };
    case "dsr.opened":
      return { case: `c${choice % 2}`, kind: choice < 9 ? "access" : "erase" };
    case "dsr.responded":
      return { case: `c${choice % 2}` };
    case "contactpoint.unlinked":
      return { reason: choice === 0 ? "erasure" : "corrected" };
    default:
      return {};
  }
}

const granting = /^consent\.(requested|granted|confirmed|reaffirmed)$/;

/** Drawn events get ids, and confirmations get something to confirm: mostly a request there is. */
function createEvents(
  drawn: readonly Drawn[],
  prefix: string,
  contactPoint: ContactPointId,
): HistoryEvent[] {
  const requests = drawn.flatMap((each, index) =>
    each.type === "consent.requested" ? [{ each, index }] : [],
  );
  return drawn.map((each, index) => {
    const { type, at, lag, pick } = each;
    const answered = requests[pick % Math.max(1, requests.length)];
    const confirms = type === "consent.confirmed";
    const original = confirms ? answered : undefined;
    const effectiveAt = monday + at * hour;
    return {
      id: `${prefix}${index}`,
      type,
      contactPoint,
      effectiveAt,
      recordedAt: effectiveAt + lag * hour,
      // A confirmation now and then names another cell than was asked about.
      scope:
        confirms && pick < 7
          ? (original?.each.cell ?? each.cell)
          : granting.test(type)
            ? each.cell
            : each.scope,
      actor: { kind: confirms && pick < 7 ? "subject" : each.actor },
      method: confirms && each.choice < 9 ? "double_opt_in_post" : each.method,
      ...(confirms
        ? { caused: [original === undefined ? "never" : `${prefix}${original.index}`] }
        : {}),
      detail: createDetail(each),
    } as unknown as HistoryEvent;
  });
}

export const pointA: ContactPointId = contactPointId("cp_a");

export function historyArb(
  options: {
    readonly types?: readonly HistoryEvent["type"][];
    readonly actors?: fc.Arbitrary<string>;
    readonly prefix?: string;
    readonly max?: number;
    readonly min?: number;
    readonly point?: ContactPointId;
  } = {},
): fc.Arbitrary<HistoryEvent[]> {
  const {
    types = everyType,
    actors = actorArb,
    prefix = "e",
    max = 10,
    min = 0,
    point = pointA,
  } = options;
  return fc
    .array(drawnArb(types, actors), { minLength: min, maxLength: max })
    .map((drawn) => createEvents(drawn, prefix, point));
}
