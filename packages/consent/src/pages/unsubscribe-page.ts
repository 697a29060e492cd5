import type { PublicResponse, TokenSubject } from "@wellsent/core";
import type { Scope } from "../events/index.js";
import { requestConsent } from "../opt-in/index.js";
import { html, nothing } from "./html.js";
import { leave, tokenScope } from "./one-click.js";
import {
  type PageContext,
  page,
  producing,
  purposeLabel,
  topicLabel,
  watched,
} from "./page-context.js";

/** The landing page: one question, one button, and how much to leave is the person's choice. */
export const unsubscribePage = (context: PageContext, subject: TokenSubject): PublicResponse => {
  const { texts, brand } = context;
  const choice = (value: string, text: string, checked = false) =>
    html`<label><input type="radio" name="scope" value="${value}"${checked ? html` checked` : nothing}> <span>${text}</span></label>`;
  return page(
    context,
    texts.unsubscribeTitle,
    html`<p>${texts.unsubscribeLead}</p>
<form method="post">
<fieldset>
<legend>${texts.scopeLegend}</legend>
${subject.topic === undefined ? nothing : choice("topic", texts.scopeTopic(topicLabel(context, subject)), true)}
${choice("purpose", texts.scopePurpose(purposeLabel(context, subject.purpose)), subject.topic === undefined)}
${choice("everything", texts.scopeEverything(brand.name))}
${choice("tracking", texts.scopeTracking)}
</fieldset>
<button type="submit" name="action" value="unsubscribe">${texts.unsubscribeButton}</button>
</form>`,
  );
};

const scopesOf = (choice: string | undefined, subject: TokenSubject): readonly Scope[] => {
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
};

export const unsubscribed = (context: PageContext, subject: TokenSubject): PublicResponse => {
  const { texts, request, facts, ids } = context;
  const choice = request.body["scope"];
  const left = leave({
    subject,
    facts,
    at: request.at,
    ids,
    method: "preference_centre",
    scopes: scopesOf(choice, subject),
  });
  const undo =
    facts === null || choice === "tracking"
      ? nothing
      : html`<form method="post">
<p>${texts.undoLead}</p>
<button class="second" type="submit" name="action" value="undo">${texts.undoButton}</button>
</form>`;
  return {
    ...page(
      context,
      texts.unsubscribedTitle,
      html`<p role="status">${choice === "tracking" ? texts.trackingStopped : texts.unsubscribedLead}</p>${undo}`,
    ),
    ...left,
  };
};

/** Whoever holds a forwarded mail holds its link; so coming back takes a new mail to the mailbox itself. */
export const undone = (context: PageContext, subject: TokenSubject): PublicResponse => {
  const { texts, facts, notice, purposes } = context;
  const asked =
    facts === null
      ? undefined
      : requestConsent(producing(context), {
          contactPoint: facts.contactPoint,
          mode: "double",
          method: "preference_centre",
          notice,
          cells: [
            {
              ...tokenScope(subject),
              purpose: subject.purpose,
              channel:
                purposes.find(({ purpose }) => purpose === subject.purpose)?.channel ?? "email",
              activity: "send",
            },
          ],
        });
  return {
    ...page(context, texts.undoTitle, html`<p role="status">${texts.undoSent}</p>`, asked?.drafts),
    ...(asked?.confirmation === undefined ? {} : { confirmation: asked.confirmation }),
  };
};
