import type { ConsentDraft } from "@wellsent/core";
import {
  cellOf,
  coveringDenials,
  type Projection,
  type RequestState,
  requestKey,
} from "../state/index.js";
import { type Circumstances, circumstances, type Producing, produce } from "./producing.js";
import { nonceDigest } from "./request-consent.js";

export type ConfirmationFailure =
  | "CONFIRMATION_UNKNOWN_REQUEST"
  | "CONFIRMATION_USED"
  | "CONFIRMATION_EXPIRED"
  | "CONFIRMATION_DEAD"
  | "CONFIRMATION_WRONG_NONCE";

export type ConfirmedConsent =
  | { readonly confirmed: true; readonly drafts: readonly ConsentDraft[] }
  | { readonly confirmed: false; readonly code: ConfirmationFailure };

export interface Confirmation extends Omit<Circumstances, "method"> {
  /** The request's event. What rode along in its mail is confirmed with it. */
  readonly request: string;
  /** Proves the mailbox: it stands in the mail alone. */
  readonly nonce: string;
  /** A link that was merely followed is weaker: machines follow links. */
  readonly method: "double_opt_in_post" | "double_opt_in_get" | "reply_keyword";
}

/**
 * The mailbox says yes. Once, in time, and only where nobody has said no since the request: an old
 * link revives nothing.
 */
export const confirmConsent = (
  by: Producing,
  projection: Projection,
  confirmation: Confirmation,
): ConfirmedConsent => {
  const primary = projection.requests[requestKey(confirmation.request)];
  const failure = failureOf(by, projection, primary);
  if (failure !== undefined) return { confirmed: false, code: failure };
  if (
    primary?.asked?.nonceDigest !== undefined &&
    !opens(confirmation.nonce, primary.asked.nonceDigest)
  ) {
    return { confirmed: false, code: "CONFIRMATION_WRONG_NONCE" };
  }
  const riders = Object.values(projection.requests).filter(
    (request) =>
      request.asked?.primary === confirmation.request &&
      failureOf(by, projection, request) === undefined,
  );
  const drafts = [primary, ...riders].flatMap((request) => {
    const { asked, cell } = request ?? {};
    if (asked === undefined || cell === undefined) return [];
    const notice = confirmation.notice ?? asked.notice;
    return [
      produce(by, {
        ...circumstances(by, { ...confirmation, ...(notice === undefined ? {} : { notice }) }),
        id: by.ids.next(),
        type: "consent.confirmed",
        scope: cell,
        caused: [asked.id],
        detail: asked.strength === undefined ? {} : { strength: asked.strength },
      }),
    ];
  });
  return { confirmed: true, drafts };
};

const opens = (nonce: string, digest: string): boolean =>
  /^[0-9a-f]{32}$/.test(nonce) && nonceDigest(nonce) === digest;

const failureOf = (
  { now }: Producing,
  projection: Projection,
  request: RequestState | undefined,
): ConfirmationFailure | undefined => {
  const { asked, answer, cell } = request ?? {};
  if (asked === undefined || cell === undefined || cellOf(cell) === null)
    return "CONFIRMATION_UNKNOWN_REQUEST";
  if (answer !== undefined) return "CONFIRMATION_USED";
  if (now < asked.at || (asked.until !== undefined && now >= asked.until))
    return "CONFIRMATION_EXPIRED";
  return coveringDenials(projection, cell).some(({ at }) => at >= asked.at)
    ? "CONFIRMATION_DEAD"
    : undefined;
};
