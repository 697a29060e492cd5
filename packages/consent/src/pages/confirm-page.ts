import type { Activity, PublicResponse } from "@wellsent/core";
import type { TokenSubject } from "@wellsent/core/ports";
import type { Cell } from "../state/index.js";
import { activityLabel, cellName, joinNames, sentName } from "./choice-labels.js";
import {
  attempt,
  type Confirmed,
  cellsAsked,
  cellsConfirmed,
  isFormer,
  isSettled,
} from "./confirm-attempt.js";
import { type Html, html, nothing } from "./html.js";
import { type PageContext, page, wordingLink } from "./page-context.js";
import { askAt, askedPage } from "./request-from-page.js";

type Method = "double_opt_in_post" | "double_opt_in_get";

/** What one button would permit, and what needs a choice of its own. */
interface Offer {
  readonly cells: readonly Cell[];
  readonly sent: readonly Cell[];
  /** Ways to watch that are asked about. */
  readonly watching: readonly Activity[];
}

function createOffer(cells: readonly Cell[]): Offer {
  return {
    cells,
    sent: cells.filter(({ activity }) => activity === "send"),
    watching: [
      ...new Set(cells.flatMap(({ activity }) => (activity === "send" ? [] : [activity]))),
    ],
  };
}

/** Where one thing alone is asked, the button says so; else each way to watch has its own box. */
function isAlone({ sent, watching }: Offer): boolean {
  return sent.length === 0 && watching.length === 1;
}

function fieldName(activity: Activity): string {
  return `also:${activity}`;
}

function readChosen({ request: { body } }: PageContext, offer: Offer, method: Method) {
  return ({ activity }: Cell): boolean =>
    activity === "send" ||
    // Whoever merely follows a link has ticked nothing, and a button pressed twice says one thing.
    (method === "double_opt_in_post" &&
      ((isAlone(offer) && body["action"] === "allow") ||
        (Object.hasOwn(body, fieldName(activity)) && body[fieldName(activity)] === "1")));
}

function watchedName(context: PageContext, activity: Activity, cells: readonly Cell[]): string {
  return context.texts.trackIn(
    activityLabel(context, activity),
    joinNames(
      context,
      cells.filter((cell) => cell.activity === activity).map((cell) => sentName(context, cell)),
    ),
  );
}

/** Whether a POST comes from the page's own button, whichever it showed. */
export function isConfirmForm({ request: { body } }: PageContext): boolean {
  return body["action"] === "confirm" || body["action"] === "allow";
}

/** One button above the fold, named after all that it does, with the focus on it. */
export function confirmPage(context: PageContext, subject: TokenSubject): PublicResponse {
  const { texts } = context;
  const failure = confirmOrExplain(context, subject);
  if (failure !== undefined) return failed(context, subject, failure);
  const offer = createOffer(cellsAsked(context, subject));
  const { cells, sent, watching } = offer;
  const names = sent.map((cell) => sentName(context, cell));
  const lines = isAlone(offer)
    ? watching.map((activity) => watchedName(context, activity, cells))
    : names;
  const boxes: readonly Html[] = isAlone(offer)
    ? []
    : watching.map(
        (activity) =>
          html`<label><input type="checkbox" name="${fieldName(activity)}" value="1"> <span>${watchedName(context, activity, cells)}</span></label>`,
      );
  const [action, button] =
    names.length > 0
      ? ["confirm", texts.confirmButton(joinNames(context, names))]
      : ["allow", texts.allowButton];
  return page(
    context,
    texts.confirmTitle,
    html`<p>${texts.confirmLead}</p>
${lines.length === 0 ? nothing : html`<ul>${lines.map((name) => html`<li>${name}</li>`)}</ul>`}
<form method="post">
${
  boxes.length === 0
    ? nothing
    : html`<fieldset>
<legend>${texts.alsoLegend}</legend>
${boxes}
</fieldset>`
}
<button type="submit" name="action" value="${action}" autofocus>${button}</button>
</form>
${wordingLink(context, subject)}`,
  );
}

function confirmOrExplain(context: PageContext, subject: TokenSubject): string | undefined {
  const result = attempt(context, subject, "double_opt_in_post");
  if (!result.confirmed) return result.code;
  const former = isFormer(context, subject);
  return former && isSettled(context, cellsAsked(context, subject))
    ? "CONFIRMATION_USED"
    : undefined;
}

function failed(context: PageContext, subject: TokenSubject, code: string): PublicResponse {
  const { texts } = context;
  const used = code === "CONFIRMATION_USED";
  const ended = used
    ? cellsConfirmed(context, subject).filter(({ status }) => status !== "on")
    : [];
  if (ended.length > 0) return endedPage(context, subject, ended);
  return page(
    context,
    used ? texts.confirmedTitle : texts.confirmFailedTitle,
    html`<p role="status">${used ? texts.confirmUsed : texts.confirmExpired}</p>`,
    [],
    used ? 200 : 410,
  );
}

/** A yes that no longer counts: the old link says so, and where to choose again. */
function endedPage(
  context: PageContext,
  subject: TokenSubject,
  ended: readonly Confirmed[],
): PublicResponse {
  const { texts } = context;
  const left = ended.every(({ status, isDenied }) => status === "off" && isDenied);
  const names = ended.map(({ cell, status }) => {
    const name = cellName(context, cell);
    return html`<li>${status === "waiting" ? `${name} ${texts.waiting}` : name}</li>`;
  });
  return page(
    context,
    texts.confirmFailedTitle,
    html`<p role="status">${left ? texts.confirmLeft : texts.confirmEnded}</p>
<ul>${names}</ul>
<p>${texts.confirmStays}</p>
<p><a href="${context.preferencesUrl(subject)}">${texts.chooseAgain}</a></p>`,
  );
}

export function confirmedPage(
  context: PageContext,
  subject: TokenSubject,
  method: Method = "double_opt_in_post",
): PublicResponse {
  const { texts } = context;
  const cells = cellsAsked(context, subject);
  const chosen = readChosen(context, createOffer(cells), method);
  const result = attempt(context, subject, method, chosen);
  if (!result.confirmed) return failed(context, subject, result.code);
  // What is left has a box that nobody ticked, or waits for a button.
  if (result.drafts.length === 0) return confirmPage(context, subject);
  if (isFormer(context, subject)) {
    // A link that machines follow asks for no mail.
    if (method === "double_opt_in_get" || isSettled(context, cells) || context.facts === null)
      return confirmPage(context, subject);
    const notice = subject.request?.noticeDigest;
    const asked = askAt(context, subject, context.facts, cells.filter(chosen), notice);
    return askedPage(context, asked);
  }
  return page(
    context,
    texts.confirmedTitle,
    html`<p role="status">${texts.confirmedLead}</p>`,
    result.drafts,
  );
}
