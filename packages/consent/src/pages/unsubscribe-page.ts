import type { PublicResponse } from "@wellsent/core";
import type { TokenSubject } from "@wellsent/core/ports";
import type { ConsentScope } from "../events/index.js";
import { purposeLabel, topicLabel } from "./choice-labels.js";
import { html, nothing } from "./html.js";
import { leave, leaving, tokenScope } from "./one-click.js";
import { findChannel, type PageContext, page, widely, wordingLink } from "./page-context.js";
import { watched } from "./preference-model.js";
import { askAt, askedPage } from "./request-from-page.js";

/** The landing page: one question, one button, and how much to leave is the person's choice. */
export function unsubscribePage(context: PageContext, subject: TokenSubject): PublicResponse {
  const { texts, brand } = context;
  const choice = (value: string, text: string, checked = false) =>
    html`<label><input type="radio" name="scope" value="${value}"${checked ? html` checked` : nothing}> <span>${text}</span></label>`;
  return page(
    context,
    texts.unsubscribeTitle,
    html`<p>${texts.unsubscribeLead}</p>
${widely(context)}
<form method="post">
<fieldset>
<legend>${texts.scopeLegend}</legend>
${subject.topic === undefined ? nothing : choice("topic", texts.scopeTopic(topicLabel(context, subject)), true)}
${choice("purpose", texts.scopePurpose(purposeLabel(context, subject.purpose)), subject.topic === undefined)}
${choice("everything", texts.scopeEverything(context.say(brand.name)))}
${choice("tracking", texts.scopeTracking)}
</fieldset>
<button type="submit" name="action" value="unsubscribe">${texts.unsubscribeButton}</button>
</form>
${wordingLink(context, subject)}`,
  );
}

function readScopes(choice: string | undefined, subject: TokenSubject): readonly ConsentScope[] {
  switch (choice) {
    case "everything":
      return [{}];
    case "tracking":
      return watched.map((activity) => ({ activity }));
    case "purpose":
      return [{ purpose: subject.purpose }];
    default:
      return [tokenScope(subject)];
  }
}

/** What names no purpose ends on every channel. */
function reachesAll(scopes: readonly ConsentScope[]): boolean {
  return scopes.some(({ purpose }) => purpose === undefined);
}

export function unsubscribed(context: PageContext, subject: TokenSubject): PublicResponse {
  const { texts, request, facts } = context;
  const choice = request.body["scope"];
  const scopes = readScopes(choice, subject);
  const left = leave(leaving(context, subject), "preference_centre", () => scopes);
  const undo =
    facts === null || choice === "tracking" || !canAsk(context)
      ? nothing
      : html`<form method="post">
<p>${texts.undoLead}</p>
<button class="second" type="submit" name="action" value="undo">${texts.undoButton}</button>
</form>`;
  const done = choice === "tracking" ? texts.trackingStopped : texts.unsubscribedLead;
  return {
    ...page(
      context,
      texts.unsubscribedTitle,
      html`<p role="status">${done}</p>${widely(context, reachesAll(scopes))}${undo}`,
    ),
    ...left,
  };
}

function canAsk({ facts, askable }: PageContext): boolean {
  return facts !== null && (askable === undefined || askable.includes(facts.contactPoint));
}

/**
 * Whoever holds a forwarded mail holds its link; so coming back takes a new mail to the mailbox
 * itself.
 */
export function undone(context: PageContext, subject: TokenSubject): PublicResponse {
  const { texts, facts } = context;
  if (facts === null || !canAsk(context))
    return page(context, texts.notSavedTitle, html`<p role="status">${texts.cannotAsk}</p>`);
  const { purpose, topic } = subject;
  const cell = {
    channel: findChannel(context, subject),
    purpose,
    ...(topic === undefined ? {} : { topic }),
    activity: "send",
  } as const;
  return askedPage(context, askAt(context, subject, facts, [cell]));
}
