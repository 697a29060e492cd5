import type { PublicResponse, TokenSubject } from "@wellsent/core";
import { type ConfirmedConsent, confirmConsent } from "../opt-in/index.js";
import { projectionFromJson, requestKey } from "../state/index.js";
import { html } from "./html.js";
import { type PageContext, page, producing, purposeLabel, topicLabel } from "./page-context.js";

const wanted = (context: PageContext, subject: TokenSubject): string => {
  const projection = projectionFromJson(context.facts?.projection ?? null);
  const requests = Object.values(projection?.requests ?? {}).filter(
    ({ asked }) =>
      asked !== undefined && [asked.id, asked.primary].includes(subject.request?.eventId),
  );
  const labels = requests.flatMap(({ cell }) =>
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

const attempt = (
  context: PageContext,
  { request }: TokenSubject,
  method: "double_opt_in_post" | "double_opt_in_get",
): ConfirmedConsent => {
  const projection = projectionFromJson(context.facts?.projection ?? null);
  if (request === undefined || context.facts === null || projection === undefined) {
    return { confirmed: false, code: "CONFIRMATION_UNKNOWN_REQUEST" };
  }
  if (context.request.at >= request.expiresAt)
    return { confirmed: false, code: "CONFIRMATION_EXPIRED" };
  if (projection.requests[requestKey(request.eventId)]?.asked?.notice !== request.noticeDigest) {
    return { confirmed: false, code: "CONFIRMATION_UNKNOWN_REQUEST" };
  }
  return confirmConsent(producing(context), projection, {
    contactPoint: context.facts.contactPoint,
    request: request.eventId,
    nonce: request.nonce,
    notice: request.noticeDigest,
    method,
  });
};

const failureOf = (context: PageContext, subject: TokenSubject): string | undefined => {
  const result = attempt(context, subject, "double_opt_in_post");
  return result.confirmed ? undefined : result.code;
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
  return page(
    context,
    texts.confirmedTitle,
    html`<p role="status">${texts.confirmedLead}</p>`,
    result.drafts,
  );
};
