import type { ConsentDraft } from "@wellsent/core";
import {
  type Cell,
  cellFromScope,
  coveringDenials,
  type Projection,
  type RequestState,
  requestKey,
} from "../state/index.js";
import {
  createDraft,
  type DraftContext,
  type EventMetadata,
  eventMetadata,
} from "./draft-context.js";
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

export interface Confirmation extends Omit<EventMetadata, "method"> {
  /** The request's event. What rode along in its mail is confirmed with it. */
  readonly request: string;
  /** Which of them. What is left out stays open. Default: all. */
  readonly only?: (cell: Cell) => boolean;
  /** Proves the mailbox: it stands in the mail alone. */
  readonly nonce: string;
  /** A link that was merely followed is weaker: machines follow links. */
  readonly method: "double_opt_in_post" | "double_opt_in_get" | "reply_keyword";
}

/**
 * What the mailbox can still say yes to by the link of one mail: the request itself and those that
 * rode along with it, each until it is answered, has ended or was denied since.
 */
export function openRequests(
  by: Pick<DraftContext, "now">,
  projection: Projection,
  request: string,
): readonly (RequestState & { readonly cell: Cell })[] {
  return [
    projection.requests[requestKey(request)],
    ...Object.values(projection.requests).filter(({ asked }) => asked?.primary === request),
  ].flatMap((each) =>
    each?.cell === undefined || findFailure(by, projection, each) !== undefined
      ? []
      : [{ ...each, cell: each.cell }],
  );
}

/**
 * The mailbox says yes. Each request once, in time, and only where nobody has said no since: an old
 * link revives nothing.
 */
export function confirmConsent(
  by: DraftContext,
  projection: Projection,
  confirmation: Confirmation,
): ConfirmedConsent {
  const { only = () => true } = confirmation;
  const primary = projection.requests[requestKey(confirmation.request)];
  const open = openRequests(by, projection, confirmation.request);
  if (primary?.asked === undefined || open.length === 0) {
    const code = findFailure(by, projection, primary) ?? "CONFIRMATION_UNKNOWN_REQUEST";
    return { confirmed: false, code };
  }
  const { nonceDigest: expected } = primary.asked;
  if (expected !== undefined && !opens(confirmation.nonce, expected)) {
    return { confirmed: false, code: "CONFIRMATION_WRONG_NONCE" };
  }
  const drafts = open.flatMap(({ asked, cell }) => {
    if (asked === undefined || !only(cell)) return [];
    const notice = confirmation.notice ?? asked.notice;
    return [
      createDraft(by, {
        ...eventMetadata(by, { ...confirmation, ...(notice === undefined ? {} : { notice }) }),
        id: by.ids.next(),
        type: "consent.confirmed",
        scope: cell,
        caused: [asked.id],
        detail: asked.strength === undefined ? {} : { strength: asked.strength },
      }),
    ];
  });
  return { confirmed: true, drafts };
}

function opens(nonce: string, digest: string): boolean {
  return /^[0-9a-f]{32}$/.test(nonce) && nonceDigest(nonce) === digest;
}

function findFailure(
  { now }: Pick<DraftContext, "now">,
  projection: Projection,
  request: RequestState | undefined,
): ConfirmationFailure | undefined {
  const { asked, answer, cell } = request ?? {};
  if (asked === undefined || cell === undefined || cellFromScope(cell) === null)
    return "CONFIRMATION_UNKNOWN_REQUEST";
  if (answer !== undefined) return "CONFIRMATION_USED";
  if (now < asked.at || (asked.until !== undefined && now >= asked.until))
    return "CONFIRMATION_EXPIRED";
  return coveringDenials(projection, cell).some(({ at }) => at >= asked.at)
    ? "CONFIRMATION_DEAD"
    : undefined;
}
