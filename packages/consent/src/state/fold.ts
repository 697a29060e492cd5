import {
  type ConsentEventType,
  type ConsentMethod,
  type ConsentScope,
  type DraftedEvent,
  type EventRecord,
  parseEventTime,
} from "../events/index.js";
import { cellFromScope, scopeKey } from "./cell.js";
import { isAfter, lasting, latest, type Mark } from "./mark.js";
import {
  type DenialKind,
  type DenialMark,
  emptyProjection,
  type GrantMark,
  type Projection,
  type RequestState,
} from "./projection.js";
import { releaseTable } from "./release-table.js";

/** As much of a recorded event as state depends on. The sequence in the log is not part of it. */
export type HistoryEvent<T extends ConsentEventType = ConsentEventType> = DraftedEvent<T> &
  Pick<EventRecord, "recordedAt" | "payloadDigest">;

type Building = { -readonly [K in keyof Projection]: Writable<Projection[K]> };
type Writable<T> = string extends keyof T ? { -readonly [K in keyof T]: T[K] } : T;

function copy(from: Projection): Building {
  return {
    v: from.v,
    denials: { ...from.denials },
    grants: { ...from.grants },
    requests: { ...from.requests },
    relationships: { ...from.relationships },
    relationshipsEnded: { ...from.relationshipsEnded },
    offers: { ...from.offers },
    suppressions: { ...from.suppressions },
    reviews: { ...from.reviews },
    ...(from.described === undefined ? {} : { described: from.described }),
    restriction: { ...from.restriction },
    ...(from.erased === undefined ? {} : { erased: from.erased }),
    erasures: { ...from.erasures },
    casesClosed: { ...from.casesClosed },
  };
}

/** The projection of one contact point's whole history, in any order and with any repetitions. */
export function foldEvents(
  events: Iterable<HistoryEvent>,
  from: Projection = emptyProjection,
): Projection {
  const building = copy(from);
  for (const event of events) take(building, event);
  return building;
}

/** What a store does with each new event: equal to {@link foldEvents} over everything so far. */
export function foldEvent(projection: Projection, event: HistoryEvent): Projection {
  return foldEvents([event], projection);
}

/**
 * Only the handset itself can send a keyword, and only the mailbox can press the button in its
 * mail.
 */
function provesMailbox(method: ConsentMethod | undefined): boolean {
  return method === "double_opt_in_post" || method === "reply_keyword";
}

function take(into: Building, event: HistoryEvent): void {
  switch (event.type) {
    case "consent.withdrawn":
      deny(into, event, isStop(event) ? "stopped" : "withdrawn");
      break;
    case "consent.refused":
      deny(into, event, "refused");
      break;
    case "consent.invalidated":
      deny(into, event, "invalidated");
      break;
    case "objection.raised":
      deny(into, event, "objected");
      break;
    case "consent.reviewed":
      if (event.detail.outcome === "lapsed") deny(into, event, "lapsed");
      if (event.detail.outcome === "kept") {
        const scope = event.scope ?? {};
        keep(into.reviews, scopeKey(scope), { ...observed(event), scope });
      }
      break;
    case "consent.granted":
    case "consent.reaffirmed":
      grant(into, event);
      break;
    case "consent.requested":
      ask(into, event);
      break;
    case "consent.confirmed":
      answer(into, event);
      break;
    case "restriction.set":
      into.restriction = {
        ...into.restriction,
        set: latest(into.restriction.set, observed(event)),
      };
      break;
    case "restriction.lifted":
      if (mayLiftRestriction.has(event.actor.kind)) {
        into.restriction = {
          ...into.restriction,
          lifted: latest(into.restriction.lifted, observed(event)),
        };
      }
      break;
    case "relationship.recorded": {
      const scope = event.scope ?? {};
      const { kind, until, similar } = event.detail;
      // One that begins later must not hide the one that holds until then.
      const ahead = event.effectiveAt > event.recordedAt ? event.id : "";
      const key = `${kind}|${scopeKey(scope)}|${similar?.join(",") ?? ""}|${ahead}`;
      into.relationships[key] = lasting(into.relationships[key], {
        ...started(event),
        kind,
        scope,
        ...(until === undefined ? {} : { until: parseEventTime(until) }),
        ...(similar === undefined ? {} : { similar }),
      });
      break;
    }
    case "relationship.ended":
      keep(
        into.relationshipsEnded,
        `${event.detail.kind}|${scopeKey(event.scope ?? {})}`,
        observed(event),
      );
      break;
    case "softoptin.offered_optout": {
      const scope = event.scope ?? {};
      const { where } = event.detail;
      const key = `${where}|${scopeKey(scope)}`;
      into.offers[key] = lasting(into.offers[key], { ...observed(event), where, scope });
      break;
    }
    case "contactpoint.described":
      // Whoever widens what may be sent has to show it; that it is a person's needs no proof.
      if (event.detail.kind === "person" || event.payloadDigest !== undefined) {
        const { kind } = event.detail;
        into.described = latest(into.described, { ...observed(event), kind });
      }
      break;
    case "suppression.added":
      suppress(into, event);
      if (event.detail.reason === "complaint") deny(into, event, "complained");
      if (event.detail.reason === "unsubscribed") deny(into, event, "unsubscribed");
      if (event.detail.reason === "objection") deny(into, event, "objected");
      break;
    case "suppression.released":
      suppress(into, event);
      break;
    case "contactpoint.unlinked":
      if (event.detail.reason === "erasure") into.erased = latest(into.erased, observed(event));
      break;
    case "dsr.opened":
      if (event.detail.kind === "erase") keep(into.erasures, event.detail.case, observed(event));
      break;
    case "dsr.responded":
    case "dsr.refused":
      keep(into.casesClosed, event.detail.case, observed(event));
      break;
    default:
  }
}

function isStop({ method, scope }: HistoryEvent): boolean {
  return method === "reply_keyword" && scope?.channel === "sms";
}

const mayLiftRestriction: ReadonlySet<string> = new Set(["subject", "authority", "system"]);

/**
 * What was seen cannot lie after it was written down: a denial dated ahead acts at once, a request
 * cannot outrun a denial.
 */
function observed(event: HistoryEvent): Mark {
  return {
    at: Math.min(event.effectiveAt, event.recordedAt),
    id: event.id,
  };
}

/** A relationship may begin later. */
function started(event: HistoryEvent): Mark {
  return { at: event.effectiveAt, id: event.id };
}

function keep<M extends Mark>(record: Record<string, M>, key: string, mark: M): void {
  const before = Object.hasOwn(record, key) ? record[key] : undefined;
  if (before === undefined || isAfter(mark, before)) record[key] = mark;
}

function deny(into: Building, event: HistoryEvent, kind: DenialKind): void {
  const scope: ConsentScope = event.scope ?? {};
  const answered =
    kind === "stopped" && event.type === "consent.withdrawn" ? event.detail.answered : undefined;
  const mark: DenialMark = {
    ...observed(event),
    kind,
    scope,
    ...(answered === undefined ? {} : { answered }),
  };
  keep(into.denials, [kind, scopeKey(scope)].concat(answered ?? []).join("|"), mark);
}

function suppress(
  into: Building,
  event: HistoryEvent & { readonly type: "suppression.added" | "suppression.released" },
): void {
  const { reason } = event.detail;
  // Anything else that lifts a suppression is the defect this package exists to end.
  if (event.type === "suppression.released" && !releaseCounts(event)) return;
  const scope = event.scope ?? {};
  const key = `${reason}|${scopeKey(scope)}`;
  const before = into.suppressions[key] ?? { reason, scope };
  if (event.type === "suppression.released") {
    into.suppressions[key] = { ...before, released: latest(before.released, observed(event)) };
    return;
  }
  const { bounces } = event.detail;
  const added = { ...observed(event), ...(bounces === undefined ? {} : { bounces }) };
  into.suppressions[key] = { ...before, added: latest(before.added, added) };
}

/** Whether a release is by somebody and for a cause that may release. */
export function releaseCounts(event: DraftedEvent<"suppression.released">): boolean {
  return (
    event.actor.kind !== "import" && releaseTable[event.detail.reason].includes(event.detail.by)
  );
}

type Grant = HistoryEvent & {
  readonly type: "consent.granted" | "consent.reaffirmed" | "consent.confirmed";
};

function grantMark(event: Grant): GrantMark {
  const { method, notice, detail } = event;
  return {
    at: event.effectiveAt,
    id: event.id,
    ...(method === undefined ? {} : { method }),
    ...(notice === undefined ? {} : { notice }),
    ...(detail.strength === undefined ? {} : { strength: detail.strength }),
    ...(detail.validUntil === undefined ? {} : { until: parseEventTime(detail.validUntil) }),
    // The record behind the claim: committed to, and told how the person agreed.
    ...(event.payloadDigest !== undefined && method !== undefined && method !== "api"
      ? { evidence: true }
      : {}),
  };
}

function grant(into: Building, event: Grant): void {
  const cell = cellFromScope(event.scope);
  if (cell === null) return;
  const sort =
    event.actor.kind !== "subject"
      ? "asserted"
      : event.method === "reply_keyword" && cell.channel === "sms"
        ? "proven"
        : "subject";
  const key = scopeKey(cell);
  const before = into.grants[key] ?? { cell };
  const mark = grantMark(event);
  if (event.effectiveAt > event.recordedAt) {
    into.grants[key] = { ...before, waiting: { ...before.waiting, [`${sort}|${event.id}`]: mark } };
  } else {
    into.grants[key] = { ...before, [sort]: latest(before[sort], mark) };
  }
}

/** Ids are the producer's; the prefix keeps them from being names every object has. */
export function requestKey(id: string): string {
  return `#${id}`;
}

function findRequest(into: Building, id: string): RequestState {
  return into.requests[requestKey(id)] ?? {};
}

function ask(into: Building, event: HistoryEvent & { readonly type: "consent.requested" }): void {
  const cell = cellFromScope(event.scope);
  if (cell === null) return;
  const { at, id } = observed(event);
  const { attempt, expiresAt, nonceDigest, strength } = event.detail;
  const original = event.caused?.[0];
  if (attempt !== undefined && attempt > 1 && original !== undefined) {
    const before = findRequest(into, original);
    into.requests[requestKey(original)] = {
      ...before,
      reminded: {
        attempt: Math.max(before.reminded?.attempt ?? 0, attempt),
        at: Math.max(before.reminded?.at ?? at, at),
      },
    };
    return;
  }
  into.requests[requestKey(id)] = {
    ...findRequest(into, id),
    cell,
    asked: {
      at,
      id,
      by: event.actor.kind === "subject" ? "subject" : "other",
      ...(event.notice === undefined ? {} : { notice: event.notice }),
      ...(expiresAt === undefined ? {} : { until: parseEventTime(expiresAt) }),
      ...(strength === undefined ? {} : { strength }),
      ...(nonceDigest === undefined ? {} : { nonceDigest }),
      ...(original === undefined ? {} : { primary: original }),
    },
  };
}

function answer(
  into: Building,
  event: HistoryEvent & { readonly type: "consent.confirmed" },
): void {
  const cell = cellFromScope(event.scope);
  if (cell === null) return;
  const pressed = provesMailbox(event.method) || event.method === "double_opt_in_get";
  if (event.actor.kind !== "subject" || !pressed) {
    grant(into, event);
    return;
  }
  for (const id of event.caused ?? []) {
    const before = findRequest(into, id);
    const mark = { ...grantMark(event), at: Math.min(event.effectiveAt, event.recordedAt), cell };
    // The first answer counts: a token is spent once.
    if (before.answer === undefined || isAfter(before.answer, mark)) {
      into.requests[requestKey(id)] = { ...before, answer: mark };
    }
  }
}
