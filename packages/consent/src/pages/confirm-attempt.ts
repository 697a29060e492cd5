import type { TokenSubject } from "@wellsent/core/ports";
import { type ConfirmedConsent, confirmConsent, openRequests } from "../opt-in/index.js";
import {
  type AddressProjection,
  addressProjection,
  type Cell,
  cellState,
  requestKey,
} from "../state/index.js";
import { type PageContext, producing } from "./page-context.js";
import { type ChoiceStatus, statusAt } from "./preference-model.js";
import { identifyRequest } from "./request-identity.js";

function knownAt({ facts }: PageContext): AddressProjection | undefined {
  return facts === null ? undefined : addressProjection(facts);
}

/**
 * The address as it looks from the point that was asked: its present one, or the one it had before
 * it left its contact and came back.
 */
function pointAsked(known: AddressProjection, { request }: TokenSubject): AddressProjection {
  const { elsewhere = [], ...own } = known;
  const holds = ({ requests }: Pick<AddressProjection, "requests">): boolean =>
    requests[requestKey(request?.eventId ?? "")]?.asked !== undefined;
  const former = holds(own) ? undefined : elsewhere.find(holds);
  if (former === undefined) return known;
  return { ...former, elsewhere: [own, ...elsewhere.filter((other) => other !== former)] };
}

/** What the link can still confirm: what is sent before what is recorded about it. */
export function cellsAsked(context: PageContext, subject: TokenSubject): readonly Cell[] {
  const known = knownAt(context);
  const { request } = subject;
  if (known === undefined || request === undefined) return [];
  const open = openRequests(
    { now: context.request.at },
    pointAsked(known, subject),
    request.eventId,
  ).map(({ cell }) => cell);
  const sent = open.filter(({ activity }) => activity === "send");
  return [...sent, ...open.filter((cell) => !sent.includes(cell))];
}

/**
 * Whether the link was sent to a former point of the address. Whose that point was the page is not
 * told, so the link confirms nothing here: the mailbox is asked once more.
 */
export function isFormer(context: PageContext, subject: TokenSubject): boolean {
  const known = knownAt(context);
  return known !== undefined && pointAsked(known, subject) !== known;
}

/** What the mailbox has said yes to by the link, what is sent before what is recorded about it. */
export function cellsConfirmed(context: PageContext, subject: TokenSubject): readonly Confirmed[] {
  const known = knownAt(context);
  const { request } = subject;
  if (known === undefined || request === undefined) return [];
  const { requests } = pointAsked(known, subject);
  const asked = [
    requests[requestKey(request.eventId)],
    ...Object.values(requests).filter((each) => each.asked?.primary === request.eventId),
  ].flatMap((each) => (each?.cell === undefined || each.answer === undefined ? [] : [each.cell]));
  const sent = asked.filter(({ activity }) => activity === "send");
  return [...sent, ...asked.filter((cell) => !sent.includes(cell))].map((cell) => ({
    cell,
    status: statusNow(context, cell),
    isDenied: cellState(known, cell, context.request.at).status === "denied",
  }));
}

/** One cell that the mailbox has said yes to, and how it stands now. */
export interface Confirmed {
  readonly cell: Cell;
  readonly status: ChoiceStatus;
  /** Somebody has said no since. */
  readonly isDenied: boolean;
}

function statusNow(
  { facts, request: { at }, permits, asked, purposes }: PageContext,
  cell: Cell,
): ChoiceStatus {
  const offered = purposes.find(({ purpose }) => purpose === cell.purpose) ?? {};
  const known = {
    ...(permits === undefined ? {} : { permits }),
    ...(asked === undefined ? {} : { asked }),
  };
  return facts === null ? "off" : statusAt({ at, ...known }, facts, cell, offered);
}

/** Whether the present point has had its answer since. */
export function isSettled(context: PageContext, cells: readonly Cell[]): boolean {
  const known = knownAt(context);
  return (
    known !== undefined &&
    cells.every((cell) => cellState(known, cell, context.request.at).status === "granted")
  );
}

export function attempt(
  context: PageContext,
  subject: TokenSubject,
  method: "double_opt_in_post" | "double_opt_in_get",
  only: (cell: Cell) => boolean = () => true,
): ConfirmedConsent {
  const { request } = subject;
  const known = knownAt(context);
  const projection = known === undefined ? undefined : pointAsked(known, subject);
  if (request === undefined || context.facts === null || projection === undefined) {
    return { confirmed: false, code: "CONFIRMATION_UNKNOWN_REQUEST" };
  }
  if (context.request.at >= request.expiresAt)
    return { confirmed: false, code: "CONFIRMATION_EXPIRED" };
  if (projection.requests[requestKey(request.eventId)]?.asked?.notice !== request.noticeDigest) {
    return { confirmed: false, code: "CONFIRMATION_UNKNOWN_REQUEST" };
  }
  const { contactPoint } = context.facts;
  const chosen = cellsAsked(context, subject).filter(only);
  // Another choice by the same link is another wish.
  const wish = ["yes", contactPoint, ...chosen.map(({ activity }) => activity)];
  return confirmConsent(
    producing(context, identifyRequest(subject, context.request.at, wish, [])),
    projection,
    {
      contactPoint,
      request: request.eventId,
      nonce: request.nonce,
      notice: request.noticeDigest,
      method,
      only,
    },
  );
}
