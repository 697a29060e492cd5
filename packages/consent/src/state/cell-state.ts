import type { Instant } from "@wellsent/core";
import { denialCovers, type Scope } from "../events/index.js";
import { answerOf } from "./answer.js";
import { type Cell, grantCovers, scopeKey } from "./cell.js";
import type { DenialMark, GrantMark, Projection } from "./projection.js";

/** A grant that speaks for a cell now. */
export interface LiveGrant extends GrantMark {
  readonly sort: "confirmed" | "subject" | "asserted";
  /**
   * The moment whose will it shows, to be compared with denials. For the answer to a request that is when the person
   * asked, so that a link from before a withdrawal proves nothing after it.
   */
  readonly willedAt: Instant;
  /** Proven by the mailbox itself: the only thing that lifts a denial. */
  readonly proven: boolean;
  readonly request?: string;
}

export type CellStatus = "denied" | "granted" | "asserted" | "pending" | "unknown";

export interface CellState {
  readonly status: CellStatus;
  /** Those in force, latest first. Empty unless `denied`. */
  readonly denials: readonly DenialMark[];
  /** What still speaks for it after every denial, newest first. */
  readonly grants: readonly LiveGrant[];
  /** D: the latest covering denial, in force or lifted. */
  readonly deniedAt?: Instant;
  /** The newest unanswered question. */
  readonly pending?: { readonly id: string; readonly at: Instant };
  /** The earliest instant at which this state changes by itself. */
  readonly changesAt?: Instant;
}

/**
 * The state of one cell at `at`, by the closed form: denied unless a mailbox-proven grant is strictly later than every
 * denial above the cell; then granted, asserted, pending, unknown. A kept projection knows no time, so `at` must not
 * lie before the events folded into it; denials count whenever they are dated.
 */
export const cellState = (projection: Projection, cell: Cell, at: Instant): CellState => {
  const denials = coveringDenials(projection, cell);
  let deniedAt: Instant | undefined;
  for (const denial of denials) if (deniedAt === undefined || denial.at > deniedAt) deniedAt = denial.at;

  const { grants, changesAt } = grantsFor(projection, cell, at);
  let provenAt: Instant | undefined;
  for (const { proven, willedAt } of grants) {
    if (proven && (provenAt === undefined || willedAt > provenAt)) provenAt = willedAt;
  }
  const pending = pendingRequest(projection, cell, at, deniedAt);
  const rest = {
    ...(deniedAt === undefined ? {} : { deniedAt }),
    ...(pending === undefined ? {} : { pending }),
    ...(changesAt === undefined ? {} : { changesAt }),
  };

  if (deniedAt !== undefined && !(provenAt !== undefined && provenAt > deniedAt)) {
    return { status: "denied", denials: denials.sort((a, b) => b.at - a.at), grants: [], ...rest };
  }
  const live = (
    deniedAt === undefined ? grants : grants.filter((grant) => grant.sort !== "asserted" && grant.willedAt > deniedAt)
  ).sort((a, b) => b.at - a.at);
  const status = live.some((grant) => grant.sort !== "asserted")
    ? "granted"
    : live.length > 0
      ? "asserted"
      : pending === undefined
        ? "unknown"
        : "pending";
  return { status, denials: [], grants: live, ...rest };
};

const single = { sort: "subject", proven: false } as const;
const fromHandset = { sort: "confirmed", proven: true } as const;
const asserted = { sort: "asserted", proven: false } as const;

/** Every denial above a scope, lifted or not. */
export const coveringDenials = (projection: Projection, scope: Scope): DenialMark[] => {
  const found: DenialMark[] = [];
  for (const key in projection.denials) {
    const denial = projection.denials[key];
    if (denial !== undefined && denialCovers(denial.scope, scope)) found.push(denial);
  }
  return found;
};

const grantsFor = (
  projection: Projection,
  cell: Cell,
  at: Instant,
): { readonly grants: LiveGrant[]; readonly changesAt: Instant | undefined } => {
  const grants: LiveGrant[] = [];
  let changesAt: Instant | undefined;
  const soonest = (instant: Instant): void => {
    if (changesAt === undefined || instant < changesAt) changesAt = instant;
  };
  const offer = (
    mark: GrantMark | undefined,
    as: Pick<LiveGrant, "sort" | "proven" | "request">,
    willedAt = mark?.at,
  ): void => {
    if (mark === undefined || willedAt === undefined) return;
    if (mark.at > at) {
      soonest(mark.at);
      return;
    }
    if (mark.until !== undefined) {
      if (mark.until <= at) return;
      soonest(mark.until);
    }
    grants.push({ ...mark, ...as, willedAt });
  };
  const take = (key: string): void => {
    const held = projection.grants[key];
    if (held === undefined) return;
    offer(held.subject, single);
    offer(held.proven, fromHandset);
    offer(held.asserted, asserted);
    for (const waiting in held.waiting) {
      const sort = waiting.startsWith("asserted|") ? asserted : waiting.startsWith("proven|") ? fromHandset : single;
      offer(held.waiting[waiting], sort);
    }
  };
  take(scopeKey(cell));
  if (cell.sender !== undefined) {
    const { sender: _, ...anySender } = cell;
    take(scopeKey(anySender));
  }
  for (const key in projection.requests) {
    const request = projection.requests[key];
    if (request?.cell === undefined || !grantCovers(request.cell, cell)) continue;
    const answered = answerOf(request);
    if (answered === undefined) continue;
    const { mark, willedAt, proven, id } = answered;
    offer(mark, { sort: "confirmed", proven, request: id }, willedAt);
  }
  return { grants, changesAt };
};

const pendingRequest = (
  projection: Projection,
  cell: Cell,
  at: Instant,
  deniedAt: Instant | undefined,
): CellState["pending"] => {
  let newest: CellState["pending"];
  for (const key in projection.requests) {
    const request = projection.requests[key];
    const asked = request?.asked;
    if (request?.cell === undefined || asked === undefined || request.answer !== undefined) continue;
    if (asked.at > at || (asked.until !== undefined && asked.until <= at)) continue;
    if (deniedAt !== undefined && asked.at <= deniedAt) continue;
    if (!grantCovers(request.cell, cell)) continue;
    if (newest === undefined || asked.at > newest.at || (asked.at === newest.at && asked.id > newest.id)) {
      newest = { id: asked.id, at: asked.at };
    }
  }
  return newest;
};
