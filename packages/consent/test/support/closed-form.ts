import type { CellStatus, HistoryEvent } from "../../src/entries/ledger.js";
import type { Cell, ConsentScope } from "../../src/index.js";

/*
 * The closed form of the specification, word for word over the events themselves: an oracle that
 * shares nothing with the projection but the types.
 */

function partsCover(outer: string, inner: string): boolean {
  const a = outer.split(".");
  const b = inner.split(".");
  return a.length <= b.length && a.every((part, index) => part === b[index]);
}

export function below(scope: ConsentScope, cell: Cell): boolean {
  if (scope.sender !== undefined && scope.sender !== cell.sender) return false;
  if (scope.channel !== undefined && scope.channel !== cell.channel) return false;
  if (scope.purpose !== undefined && !partsCover(scope.purpose, cell.purpose)) return false;
  if (scope.topic !== undefined && scope.topic !== cell.topic) return false;
  if (scope.exact === true && (scope.purpose !== cell.purpose || scope.topic !== cell.topic))
    return false;
  if (scope.activity === undefined || scope.activity === cell.activity) return true;
  return (
    scope.activity === "send" && (cell.activity === "track.open" || cell.activity === "track.click")
  );
}

function isDenial(event: HistoryEvent): boolean {
  switch (event.type) {
    case "consent.refused":
    case "consent.withdrawn":
    case "consent.invalidated":
    case "objection.raised":
      return true;
    case "consent.reviewed":
      return event.detail.outcome === "lapsed";
    case "suppression.added":
      return ["complaint", "objection", "unsubscribed"].includes(event.detail.reason);
    default:
      return false;
  }
}

export function coveringDenialTimes(
  events: readonly HistoryEvent[],
  cell: Cell,
): readonly number[] {
  return events
    .filter((event) => isDenial(event) && below(event.scope ?? {}, cell))
    .map(({ effectiveAt, recordedAt }) => Math.min(effectiveAt, recordedAt));
}

function onCell(event: HistoryEvent, cell: Cell): boolean {
  const { scope } = event;
  return (
    scope !== undefined &&
    scope.channel === cell.channel &&
    scope.purpose === cell.purpose &&
    (scope.activity ?? "send") === cell.activity &&
    scope.topic === cell.topic &&
    (scope.sender === undefined || scope.sender === cell.sender)
  );
}

function sameScope(a: ConsentScope | undefined, b: ConsentScope | undefined): boolean {
  return (
    a?.sender === b?.sender &&
    a?.channel === b?.channel &&
    a?.purpose === b?.purpose &&
    a?.topic === b?.topic &&
    (a?.activity ?? "send") === (b?.activity ?? "send")
  );
}

export interface OracleGrant {
  readonly at: number;
  /** The moment whose will it shows. */
  readonly willedAt: number;
  readonly sort: "asserted" | "subject" | "proven";
}

type GrantEvent = HistoryEvent & {
  readonly type: "consent.granted" | "consent.reaffirmed" | "consent.confirmed";
};

function isGrant(event: HistoryEvent): event is GrantEvent {
  return (
    event.type === "consent.granted" ||
    event.type === "consent.reaffirmed" ||
    event.type === "consent.confirmed"
  );
}

function pressed({ method }: HistoryEvent): boolean {
  return ["double_opt_in_post", "double_opt_in_get", "reply_keyword"].includes(method ?? "");
}

function isAnswer(event: HistoryEvent): boolean {
  return event.type === "consent.confirmed" && event.actor.kind === "subject" && pressed(event);
}

function plainSort(event: GrantEvent, cell: Cell): OracleGrant["sort"] {
  if (event.actor.kind !== "subject") return "asserted";
  return event.type !== "consent.confirmed" &&
    event.method === "reply_keyword" &&
    cell.channel === "sms"
    ? "proven"
    : "subject";
}

/**
 * Every grant on the cell that has begun and not run out at `at`. Of plain grants of one sort the
 * latest speaks: one given for a time takes the place of an earlier one without end.
 */
export function grantsOn(
  events: readonly HistoryEvent[],
  cell: Cell,
  at: number,
): readonly OracleGrant[] {
  const grants = events.filter(isGrant).filter((event) => onCell(event, cell));
  return grants.flatMap((event): readonly OracleGrant[] => {
    const until = event.detail.validUntil;
    if (until !== undefined && Date.parse(until) <= at) return [];
    if (isAnswer(event)) {
      return answeredRequests(events, event).flatMap((request): readonly OracleGrant[] => {
        const willedAt = Math.min(request.effectiveAt, request.recordedAt);
        const answeredAt = Math.min(event.effectiveAt, event.recordedAt);
        if (answeredAt > at || answeredAt < willedAt) return [];
        return [
          {
            at: answeredAt,
            willedAt,
            sort: event.method === "double_opt_in_get" ? "subject" : "proven",
          },
        ];
      });
    }
    if (event.effectiveAt > at) return [];
    const sort = plainSort(event, cell);
    const waits = event.effectiveAt > event.recordedAt;
    const outdone = grants.some(
      (other) =>
        !waits &&
        other.effectiveAt <= other.recordedAt &&
        !isAnswer(other) &&
        sameScope(other.scope, event.scope) &&
        plainSort(other, cell) === sort &&
        (other.effectiveAt > event.effectiveAt ||
          (other.effectiveAt === event.effectiveAt && other.id > event.id)),
    );
    return outdone ? [] : [{ at: event.effectiveAt, willedAt: event.effectiveAt, sort }];
  });
}

/** A request is answered once: by the first confirmation that names it. */
function answeredRequests(
  events: readonly HistoryEvent[],
  confirmation: HistoryEvent,
): readonly HistoryEvent[] {
  return events.filter((request) => {
    if (request.type !== "consent.requested" || !(confirmation.caused ?? []).includes(request.id))
      return false;
    if (!sameScope(request.scope, confirmation.scope)) return false;
    const time = (event: HistoryEvent): number => Math.min(event.effectiveAt, event.recordedAt);
    return events.every((other) => {
      const rival = isAnswer(other) && (other.caused ?? []).includes(request.id);
      if (!rival || other.id === confirmation.id) return true;
      return (
        time(confirmation) < time(other) ||
        (time(confirmation) === time(other) && confirmation.id < other.id)
      );
    });
  });
}

export function oracleStatus(
  events: readonly HistoryEvent[],
  cell: Cell,
  at: number,
): Exclude<CellStatus, "pending"> {
  const denied = Math.max(...coveringDenialTimes(events, cell));
  const grants = grantsOn(events, cell, at);
  const proven = Math.max(
    ...grants.filter(({ sort }) => sort === "proven").map(({ willedAt }) => willedAt),
  );
  if (Number.isFinite(denied)) {
    if (!(proven > denied)) return "denied";
    return "granted";
  }
  if (grants.some(({ sort }) => sort !== "asserted")) return "granted";
  return grants.length > 0 ? "asserted" : "unknown";
}
