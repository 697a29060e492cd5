import type { PublicResponse, TokenSubject } from "@wellsent/core";
import { type ConfirmedConsent, confirmConsent } from "../opt-in/index.js";
import {
  type AddressProjection,
  addressProjection,
  type Cell,
  cellState,
  type RequestState,
  requestKey,
} from "../state/index.js";
import { html } from "./html.js";
import { type PageContext, page, producing, purposeLabel, topicLabel } from "./page-context.js";
import { requestFromPage } from "./request-from-page.js";
import { wishOf } from "./wish.js";

/** Requests that one mail asks about, at the address's present point or a former one. */
const requestsOf = (context: PageContext, { request }: TokenSubject): readonly RequestState[] => {
  const known = context.facts === null ? undefined : addressProjection(context.facts);
  if (known === undefined || request === undefined) return [];
  return [known, ...(known.elsewhere ?? [])]
    .flatMap(({ requests }) => Object.values(requests))
    .filter(({ asked }) => asked && [asked.id, asked.primary].includes(request.eventId));
};

const wanted = (context: PageContext, subject: TokenSubject): string => {
  const labels = requestsOf(context, subject).flatMap(({ cell }) =>
    cell === undefined || cell.activity !== "send"
      ? []
      : [
          cell.topic === undefined
            ? purposeLabel(context, cell.purpose)
            : topicLabel(context, cell),
        ],
  );
  return [...new Set(labels.length === 0 ? [purposeLabel(context, subject.purpose)] : labels)].join(
    ", ",
  );
};

/** One button above the fold, named after what it does, with the focus on it. */
export const confirmPage = (context: PageContext, subject: TokenSubject): PublicResponse => {
  const { texts } = context;
  const purposes = wanted(context, subject);
  const failure = failureOf(context, subject);
  if (failure !== undefined) return failed(context, failure);
  return page(
    context,
    texts.confirmTitle,
    html`<p>${texts.confirmLead(purposes)}</p>
<form method="post">
<button type="submit" name="action" value="confirm" autofocus>${texts.confirmButton(purposes)}</button>
</form>`,
  );
};

/**
 * The address as it looks from the point that was asked: its present one, or the one it had before
 * it left its contact and came back.
 */
const pointAsked = (known: AddressProjection, { request }: TokenSubject): AddressProjection => {
  const { elsewhere = [], ...own } = known;
  const holds = ({ requests }: Pick<AddressProjection, "requests">): boolean =>
    requests[requestKey(request?.eventId ?? "")]?.asked !== undefined;
  const former = holds(own) ? undefined : elsewhere.find(holds);
  if (former === undefined) return known;
  return { ...former, elsewhere: [own, ...elsewhere.filter((other) => other !== former)] };
};

/**
 * What a link asks for that was sent to a former point of the address. Whose that point was the
 * page is not told, so the link confirms nothing here: the mailbox is asked once more. `null`: the
 * request stands at the present point.
 */
const askedBefore = (context: PageContext, subject: TokenSubject): readonly Cell[] | null => {
  const known = context.facts === null ? undefined : addressProjection(context.facts);
  if (known === undefined || pointAsked(known, subject) === known) return null;
  return requestsOf(context, subject).flatMap(({ cell, answer }) =>
    cell === undefined || answer !== undefined ? [] : [cell],
  );
};

/** Whether the present point has had its answer since. */
const isSettled = ({ facts, request }: PageContext, cells: readonly Cell[]): boolean => {
  const known = facts === null ? undefined : addressProjection(facts);
  return (
    known !== undefined &&
    cells.every((cell) => cellState(known, cell, request.at).status === "granted")
  );
};

const attempt = (
  context: PageContext,
  subject: TokenSubject,
  method: "double_opt_in_post" | "double_opt_in_get",
): ConfirmedConsent => {
  const { request } = subject;
  const known = context.facts === null ? undefined : addressProjection(context.facts);
  const projection = known === undefined ? undefined : pointAsked(known, subject);
  if (request === undefined || context.facts === null || projection === undefined) {
    return { confirmed: false, code: "CONFIRMATION_UNKNOWN_REQUEST" };
  }
  if (context.request.at >= request.expiresAt)
    return { confirmed: false, code: "CONFIRMATION_EXPIRED" };
  if (projection.requests[requestKey(request.eventId)]?.asked?.notice !== request.noticeDigest) {
    return { confirmed: false, code: "CONFIRMATION_UNKNOWN_REQUEST" };
  }
  const wish = wishOf(subject, context.request.at, ["yes", context.facts.contactPoint], []);
  return confirmConsent(producing(context, wish), projection, {
    contactPoint: context.facts.contactPoint,
    request: request.eventId,
    nonce: request.nonce,
    notice: request.noticeDigest,
    method,
  });
};

const failureOf = (context: PageContext, subject: TokenSubject): string | undefined => {
  const result = attempt(context, subject, "double_opt_in_post");
  if (!result.confirmed) return result.code;
  const before = askedBefore(context, subject);
  return before !== null && isSettled(context, before) ? "CONFIRMATION_USED" : undefined;
};

const failed = (context: PageContext, code: string): PublicResponse => {
  const { texts } = context;
  const used = code === "CONFIRMATION_USED";
  return page(
    context,
    used ? texts.confirmedTitle : texts.confirmFailedTitle,
    html`<p role="status">${used ? texts.confirmUsed : texts.confirmExpired}</p>`,
    [],
    used ? 200 : 410,
  );
};

export const confirmedPage = (
  context: PageContext,
  subject: TokenSubject,
  method: "double_opt_in_post" | "double_opt_in_get" = "double_opt_in_post",
): PublicResponse => {
  const result = attempt(context, subject, method);
  if (!result.confirmed) return failed(context, result.code);
  const { texts } = context;
  const before = askedBefore(context, subject);
  if (before !== null) {
    // A link that machines follow asks for no mail.
    return method === "double_opt_in_get" || isSettled(context, before)
      ? confirmPage(context, subject)
      : askedAnew(context, subject, before);
  }
  return page(
    context,
    texts.confirmedTitle,
    html`<p role="status">${texts.confirmedLead}</p>`,
    result.drafts,
  );
};

const askedAnew = (
  context: PageContext,
  subject: TokenSubject,
  cells: readonly Cell[],
): PublicResponse => {
  const { texts } = context;
  const notice = subject.request?.noticeDigest;
  const { drafts, confirmation } = requestFromPage(context, subject, cells, notice);
  return {
    ...page(context, texts.undoTitle, html`<p role="status">${texts.undoSent}</p>`, drafts),
    ...(confirmation === undefined ? {} : { confirmation }),
  };
};
