import type { Instant } from "@wellsent/core";
import { type ConsentScope, denialCovers } from "../events/index.js";
import { validAnswer } from "./answer.js";
import { type Cell, grantCovers, type KeyedCell, keyedCell } from "./cell.js";
import type {
  AddressProjection,
  DenialMark,
  GrantMark,
  Projection,
  RequestState,
} from "./projection.js";

type MarkFields = { readonly [K in keyof GrantMark]: GrantMark[K] | undefined };

/** A grant that speaks for a cell now: its mark, and what it is worth. */
export interface LiveGrant extends MarkFields {
  readonly at: Instant;
  readonly id: string;
  readonly sort: "confirmed" | "subject" | "asserted";
  /**
   * The moment whose will it shows, to be compared with denials. For the answer to a request that
   * is when the person asked, so that a link from before a withdrawal proves nothing after it.
   */
  readonly willedAt: Instant;
  /** Proven by the mailbox itself: the only thing that lifts a denial. */
  readonly proven: boolean;
  readonly request: string | undefined;
}

export type CellStatus = "denied" | "granted" | "asserted" | "pending" | "unknown";

export interface CellState {
  readonly status: CellStatus;
  /** Those in force at the address, latest first. Empty unless `denied`. */
  readonly denials: readonly DenialMark[];
  /** What still speaks for it after every denial, newest first. */
  readonly grants: readonly LiveGrant[];
  /** D: the latest covering denial of the address, in force or lifted. */
  readonly deniedAt: Instant | undefined;
  /** The newest unanswered question. */
  readonly pending: { readonly id: string; readonly at: Instant } | undefined;
  /** The earliest instant at which this state changes by itself. */
  readonly changesAt: Instant | undefined;
}

/**
 * The state of one cell at `at`, by the closed form: denied unless a mailbox-proven grant is
 * strictly later than every denial above the cell; then granted, asserted, pending, unknown. A kept
 * projection knows no time, so `at` must not lie before the events folded into it; denials count
 * whenever they are dated.
 *
 * A denial at another point of the address counts unless the mailbox has lifted it there, or lifts
 * it here by a later proof.
 */
export function cellState(projection: AddressProjection, cell: Cell, at: Instant): CellState {
  return keyedCellState(projection, keyedCell(cell), at);
}

/** The same for a cell that many projections are asked about. */
export function keyedCellState(
  projection: AddressProjection,
  keyed: KeyedCell,
  at: Instant,
): CellState {
  const { inForce, deniedAt, standingAt, endsAt } = denialsFor(projection, keyed, at);
  const marks = marksFor(projection, keyed, at, deniedAt);
  if (endsAt !== undefined) soonest(marks, endsAt);
  const { grants = none, changesAt, pending } = marks;
  let provenAt: Instant | undefined;
  for (const { proven, willedAt } of grants) {
    if (proven && (provenAt === undefined || willedAt > provenAt)) provenAt = willedAt;
  }
  const isDenied = standingAt !== undefined && !(provenAt !== undefined && provenAt > standingAt);
  const live = isDenied ? none : grantsAfter(grants, deniedAt);
  const status = isDenied ? "denied" : deriveStatus(live, pending);
  return {
    status,
    denials: isDenied ? newestFirst(inForce) : none,
    grants: live,
    deniedAt,
    pending,
    changesAt,
  };
}

function deriveStatus(live: readonly LiveGrant[], pending: CellState["pending"]): CellStatus {
  for (const { sort } of live) if (sort !== "asserted") return "granted";
  if (live.length > 0) return "asserted";
  return pending === undefined ? "unknown" : "pending";
}

const none: readonly never[] = [];

function newestFirst(marks: readonly DenialMark[]): readonly DenialMark[] {
  return marks.length < 2 ? marks : marks.toSorted((a, b) => b.at - a.at);
}

/** What others claim counts only where nothing was ever denied. */
function grantsAfter(
  grants: readonly LiveGrant[],
  deniedAt: Instant | undefined,
): readonly LiveGrant[] {
  return deniedAt === undefined
    ? grants
    : grants.filter((grant) => grant.sort !== "asserted" && grant.willedAt > deniedAt);
}

/** What is said against a cell, here and at other points of the address. */
interface Against {
  /** Denials that only a proof given here can lift. */
  readonly inForce: readonly DenialMark[];
  /** The latest of them. */
  readonly standingAt: Instant | undefined;
  /** The latest denial of the address, lifted or not. */
  readonly deniedAt: Instant | undefined;
  /** When what lifts one elsewhere next changes. */
  readonly endsAt: Instant | undefined;
}

function denialsFor(projection: AddressProjection, keyed: KeyedCell, at: Instant): Against {
  const own = ownDenials(projection, keyed.cell);
  let deniedAt = findLatest(own);
  let endsAt: Instant | undefined;
  if (projection.elsewhere === undefined)
    return { inForce: own, standingAt: deniedAt, deniedAt, endsAt };
  const all = [...own];
  for (const other of projection.elsewhere) {
    const state = keyedCellState(other, keyed, at);
    all.push(...state.denials);
    deniedAt = later(deniedAt, state.deniedAt);
    if (state.deniedAt !== undefined && state.changesAt !== undefined)
      endsAt = endsAt === undefined ? state.changesAt : Math.min(endsAt, state.changesAt);
  }
  return { inForce: all, standingAt: findLatest(all), deniedAt, endsAt };
}

function later(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

function findLatest(marks: readonly DenialMark[]): Instant | undefined {
  let last: Instant | undefined;
  for (const { at } of marks) last = later(last, at);
  return last;
}

/** Every denial of the address above a scope, lifted or not. */
export function coveringDenials(
  projection: AddressProjection,
  scope: ConsentScope,
): readonly DenialMark[] {
  const own = ownDenials(projection, scope);
  return projection.elsewhere === undefined
    ? own
    : [...own, ...projection.elsewhere.flatMap((other) => ownDenials(other, scope))];
}

function ownDenials(
  projection: Pick<Projection, "denials">,
  scope: ConsentScope,
): readonly DenialMark[] {
  const { denials } = projection;
  let found: DenialMark[] | undefined;
  for (const key in denials) {
    const denial = denials[key];
    if (denial !== undefined && denialCovers(denial.scope, scope)) {
      found ??= [];
      found.push(denial);
    }
  }
  return found ?? none;
}

/** Whether anything at all was ever said for a cell. Where not, no state of it has grants. */
export function holdsGrant(
  projection: Projection,
  { cell, key, anySenderKey }: KeyedCell,
): boolean {
  if (projection.grants[key] !== undefined) return true;
  if (anySenderKey !== undefined && projection.grants[anySenderKey] !== undefined) return true;
  const { requests } = projection;
  for (const id in requests) {
    const request = requests[id];
    if (
      request?.cell !== undefined &&
      request.answer !== undefined &&
      grantCovers(request.cell, cell)
    )
      return true;
  }
  return false;
}

/** What speaks for a cell, while it is gathered. */
interface Marks {
  /** Newest first; of one instant, as they came. */
  grants: LiveGrant[] | undefined;
  readonly at: Instant;
  changesAt: Instant | undefined;
  pending: CellState["pending"];
}

function marksFor(
  projection: Projection,
  { cell, key, anySenderKey }: KeyedCell,
  at: Instant,
  deniedAt: Instant | undefined,
): Marks {
  const marks: Marks = { grants: undefined, at, changesAt: undefined, pending: undefined };
  takeGrants(marks, projection.grants[key]);
  if (anySenderKey !== undefined) takeGrants(marks, projection.grants[anySenderKey]);
  const { requests } = projection;
  for (const id in requests) {
    const request = requests[id];
    if (request?.cell === undefined || !grantCovers(request.cell, cell)) continue;
    if (request.answer === undefined) {
      takePending(marks, request.asked, deniedAt);
      continue;
    }
    const answered = validAnswer(request);
    if (answered !== undefined) offer(marks, answered.mark, "confirmed", answered);
  }
  return marks;
}

const byPerson = { proven: false } as const;
const byHandset = { proven: true } as const;

function takeGrants(marks: Marks, held: Projection["grants"][string] | undefined): void {
  if (held === undefined) return;
  if (held.subject !== undefined) offer(marks, held.subject, "subject", byPerson);
  if (held.proven !== undefined) offer(marks, held.proven, "confirmed", byHandset);
  if (held.asserted !== undefined) offer(marks, held.asserted, "asserted", byPerson);
  const { waiting } = held;
  for (const key in waiting) {
    const mark = waiting[key];
    if (mark === undefined) continue;
    if (key.startsWith("asserted|")) offer(marks, mark, "asserted", byPerson);
    else if (key.startsWith("proven|")) offer(marks, mark, "confirmed", byHandset);
    else offer(marks, mark, "subject", byPerson);
  }
}

function offer(
  marks: Marks,
  mark: GrantMark,
  sort: LiveGrant["sort"],
  {
    proven,
    willedAt = mark.at,
    id,
  }: { readonly proven: boolean; readonly willedAt?: Instant; readonly id?: string },
): void {
  const { at } = marks;
  if (mark.at > at) {
    soonest(marks, mark.at);
    return;
  }
  if (mark.until !== undefined) {
    if (mark.until <= at) return;
    soonest(marks, mark.until);
  }
  const grant: LiveGrant = {
    at: mark.at,
    id: mark.id,
    method: mark.method,
    notice: mark.notice,
    strength: mark.strength,
    until: mark.until,
    evidence: mark.evidence,
    sort,
    proven,
    willedAt,
    request: id,
  };
  if (marks.grants === undefined) marks.grants = [grant];
  else insert(marks.grants, grant);
}

function insert(grants: LiveGrant[], grant: LiveGrant): void {
  let place = grants.length;
  for (
    let before = grants[place - 1];
    before !== undefined && before.at < grant.at;
    before = grants[place - 1]
  ) {
    grants[place--] = before;
  }
  grants[place] = grant;
}

function soonest(marks: Marks, instant: Instant): void {
  if (marks.changesAt === undefined || instant < marks.changesAt) marks.changesAt = instant;
}

function takePending(
  marks: Marks,
  asked: RequestState["asked"],
  deniedAt: Instant | undefined,
): void {
  if (asked === undefined) return;
  const { at, pending } = marks;
  if (asked.at > at || (asked.until !== undefined && asked.until <= at)) return;
  if (deniedAt !== undefined && asked.at <= deniedAt) return;
  if (
    pending === undefined ||
    asked.at > pending.at ||
    (asked.at === pending.at && asked.id > pending.id)
  ) {
    marks.pending = { id: asked.id, at: asked.at };
  }
}
