import type { Instant } from "@wellsent/core";
import { addressSuppressions, isRestricted, suppressionLiftedAt } from "./active-restrictions.js";
import { type Cell, scopeKey } from "./cell.js";
import { cellState } from "./cell-state.js";
import { isAfter, lasting, latest, type Mark } from "./mark.js";
import type { CellGrants, DenialMark, Projection, RequestState } from "./projection.js";

function joinRecords<V>(
  a: Readonly<Record<string, V>>,
  b: Readonly<Record<string, V>>,
  join: (x: V, y: V) => V,
): Record<string, V> {
  const joined: Record<string, V> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = joined[key];
    joined[key] = before === undefined ? value : join(before, value);
  }
  return joined;
}

function joinMarks<M extends Mark>(
  a: Readonly<Record<string, M>>,
  b: Readonly<Record<string, M>>,
): Record<string, M> {
  return joinRecords(a, b, latest);
}

function joinOptional<K extends string, M extends Mark>(
  key: K,
  a: M | undefined,
  b: M | undefined,
): { [P in K]?: M } {
  const mark = a === undefined ? b : b === undefined ? a : latest(a, b);
  const result: { [P in K]?: M } = {};
  if (mark !== undefined) result[key] = mark;
  return result;
}

function joinGrants(a: CellGrants, b: CellGrants): CellGrants {
  return {
    cell: a.cell,
    ...joinOptional("subject", a.subject, b.subject),
    ...joinOptional("proven", a.proven, b.proven),
    ...joinOptional("asserted", a.asserted, b.asserted),
    ...(a.waiting === undefined && b.waiting === undefined
      ? {}
      : { waiting: { ...a.waiting, ...b.waiting } }),
  };
}

function joinRequests(a: RequestState, b: RequestState): RequestState {
  const first =
    a.answer === undefined || (b.answer !== undefined && isAfter(a.answer, b.answer)) ? b : a;
  const reminded = [a.reminded, b.reminded].filter((each) => each !== undefined);
  return {
    ...b,
    ...a,
    ...(first.answer === undefined ? {} : { answer: first.answer }),
    ...(reminded.length === 0
      ? {}
      : {
          reminded: {
            attempt: Math.max(...reminded.map((each) => each.attempt)),
            at: Math.max(...reminded.map((each) => each.at)),
          },
        }),
  };
}

/** The projection of both histories together. */
export function joinProjections(a: Projection, b: Projection): Projection {
  return {
    v: 1,
    denials: joinMarks(a.denials, b.denials),
    grants: joinRecords(a.grants, b.grants, joinGrants),
    requests: joinRecords(a.requests, b.requests, joinRequests),
    relationships: joinRecords(a.relationships, b.relationships, lasting),
    relationshipsEnded: joinMarks(a.relationshipsEnded, b.relationshipsEnded),
    offers: joinRecords(a.offers, b.offers, lasting),
    suppressions: joinRecords(a.suppressions, b.suppressions, (x, y) => ({
      ...x,
      ...joinOptional("added", x.added, y.added),
      ...joinOptional("released", x.released, y.released),
    })),
    reviews: joinMarks(a.reviews, b.reviews),
    ...joinOptional("described", a.described, b.described),
    restriction: {
      ...joinOptional("set", a.restriction.set, b.restriction.set),
      ...joinOptional("lifted", a.restriction.lifted, b.restriction.lifted),
    },
    ...joinOptional("erased", a.erased, b.erased),
    erasures: joinMarks(a.erasures, b.erasures),
    casesClosed: joinMarks(a.casesClosed, b.casesClosed),
  };
}

/**
 * Two records of one mailbox become one. The join of their histories alone would let a grant known
 * to one side lift a denial known to the other, which nobody ever meant; so whatever either side
 * denies stays denied, up to the next proven grant, with all below it. What a side does not know is
 * neutral.
 */
export function mergeProjections(a: Projection, b: Projection, at: Instant): Projection {
  const joined = joinProjections(a, b);
  const denials = { ...joined.denials };
  for (const cell of liftableCells(joined)) {
    if (cellState(joined, cell, at).status === "denied") continue;
    if (cellState(a, cell, at).status !== "denied" && cellState(b, cell, at).status !== "denied")
      continue;
    const proof = cellState(joined, cell, at).grants.filter((grant) => grant.proven);
    for (const { willedAt, id } of proof) {
      const mark: DenialMark = { at: willedAt, id, kind: "merged", scope: cell };
      const key = `merged|${scopeKey(cell)}`;
      denials[key] = latest(denials[key], mark);
    }
  }
  const suppressions = { ...joined.suppressions };
  for (const side of [a, b]) {
    for (const entry of addressSuppressions(side)) {
      const key = `${entry.reason}|${scopeKey(entry.scope)}`;
      const both = joined.suppressions[key];
      if (both?.added === undefined) continue;
      const liftedAt = suppressionLiftedAt(joined, both);
      if (liftedAt !== undefined && liftedAt > both.added.at) {
        suppressions[key] = { ...both, added: { at: liftedAt, id: both.added.id } };
      }
    }
  }
  const restricted = isRestricted(a) || isRestricted(b);
  const { set, lifted } = joined.restriction;
  const restriction =
    restricted && !isRestricted(joined) && set !== undefined && lifted !== undefined
      ? { set: { at: lifted.at, id: set.id }, lifted }
      : joined.restriction;
  return { ...joined, denials, suppressions, restriction };
}

/**
 * Where a proven grant could lift something: its own cell and, where it is given to every sender,
 * each one that was denied.
 */
function liftableCells(projection: Projection): Iterable<Cell> {
  const cells = new Map<string, Cell>();
  const senders = new Set(
    Object.values(projection.denials).flatMap(({ scope }) => scope.sender ?? []),
  );
  const add = (cell: Cell): void => {
    cells.set(scopeKey(cell), cell);
    if (cell.sender !== undefined) return;
    for (const sender of senders) cells.set(scopeKey({ ...cell, sender }), { ...cell, sender });
  };
  for (const { cell, proven, waiting } of Object.values(projection.grants)) {
    if (proven !== undefined || waiting !== undefined) add(cell);
  }
  for (const { cell, answer } of Object.values(projection.requests)) {
    if (cell !== undefined && answer !== undefined) add(cell);
  }
  return cells.values();
}

/** What both sides of a split keep: everything that restricts, nothing that permits. */
export function keepRestrictions({ described: _, ...projection }: Projection): Projection {
  return {
    ...projection,
    grants: {},
    requests: {},
    relationships: {},
    offers: {},
    reviews: {},
    suppressions: Object.fromEntries(
      Object.entries(projection.suppressions).map(([key, { released: _, ...entry }]) => [
        key,
        entry,
      ]),
    ),
    restriction:
      isRestricted(projection) && projection.restriction.set
        ? { set: projection.restriction.set }
        : {},
  };
}
