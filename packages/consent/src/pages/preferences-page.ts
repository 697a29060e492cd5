import type { PublicResponse } from "@wellsent/core";
import type { TokenSubject } from "@wellsent/core/ports";
import { cellName, choiceLabel, groupLabel, trackingLabel } from "./choice-labels.js";
import { type Html, html, nothing } from "./html.js";
import { leave, leaveAt, leaving } from "./one-click.js";
import { groupPoints, type PageContext, page, widely, wordingLink } from "./page-context.js";
import {
  type ChoiceStatus,
  everyPreference,
  type PreferenceFacts,
  type PreferenceModel,
  preferenceModel,
  type ShownChoices,
  trackingName,
  watched,
} from "./preference-model.js";
import { type AskedCells, askAt, refusalLines } from "./request-from-page.js";
import { savedChoices } from "./saved-choices.js";

function readFacts(context: PageContext, subject: TokenSubject): PreferenceFacts {
  const points = groupPoints(context, subject);
  const { askable, asked, permits, request } = context;
  const asking = (["email", "sms", "call"] as const).filter((channel) =>
    points[channel]?.some(
      ({ contactPoint }) => askable === undefined || askable.includes(contactPoint),
    ),
  );
  return {
    ...{ points, at: request.at, asking },
    ...(permits === undefined ? {} : { permits }),
    ...(asked === undefined ? {} : { asked }),
  };
}

const signs: Readonly<Record<ChoiceStatus, string>> = { on: "+", waiting: "~", off: "-" };

/** What the reader has before them: a page may be old by the time it is posted. */
function shownField({ groups, tracking }: PreferenceModel): string {
  return [...groups.flatMap(({ preferences }) => preferences), ...tracking]
    .map(({ name, status }) => signs[status] + name)
    .join(" ");
}

function readShown(text: string | undefined, model: PreferenceModel): ShownChoices {
  const shown = text === undefined ? shownField(model) : text;
  return new Map(
    shown.split(" ").flatMap((entry): readonly (readonly [string, ChoiceStatus])[] => {
      const sign = entry.slice(0, 1);
      const status = (["on", "waiting", "off"] as const).find((each) => signs[each] === sign);
      return status === undefined ? [] : [[entry.slice(1), status]];
    }),
  );
}

export function preferencesPage(context: PageContext, subject: TokenSubject): PublicResponse {
  const { texts, purposes } = context;
  const model = preferenceModel(readFacts(context, subject), purposes);
  const box = (name: string, label: string, status: ChoiceStatus): Html =>
    html`<label><input type="checkbox" name="${name}" value="1"${status === "off" ? nothing : html` checked`}> <span>${label}${status === "waiting" ? html` <em>${texts.waiting}</em>` : nothing}</span></label>`;
  const set = (legend: string, boxes: readonly Html[]): Html =>
    boxes.length === 0
      ? nothing
      : html`<fieldset>\n<legend>${legend}</legend>\n${boxes}\n</fieldset>\n`;
  return page(
    context,
    texts.preferencesTitle,
    html`<p>${texts.preferencesLead}</p>
${widely(context)}
<form method="post">
<input type="hidden" name="shown" value="${shownField(model)}">
${model.groups.map(({ purpose, preferences }) => {
  const legend = groupLabel(context, purpose);
  // A purpose that is one choice is named once.
  if ((purpose.topics ?? []).length === 0)
    return html`${preferences.map((each) => html`${box(each.name, legend, each.status)}\n`)}`;
  const boxes = preferences.map((each) => box(each.name, choiceLabel(context, each), each.status));
  return set(legend, boxes);
})}${set(
  texts.trackingLegend,
  model.tracking.map((each) => box(each.name, trackingLabel(context, each), each.status)),
)}<button type="submit" name="action" value="save">${texts.saveButton}</button>
</form>
${wordingLink(context, subject)}`,
  );
}

/**
 * Whether a POST comes from the page's own form. An unticked box sends nothing, so anything else
 * that is posted would look like a form with every box unticked.
 */
export function isSavedForm({ request: { body }, purposes }: PageContext): boolean {
  const isSent = (name: string): boolean => Object.hasOwn(body, name);
  if (body["action"] !== "save") return false;
  return (
    isSent("shown") ||
    watched.some((activity) => isSent(trackingName(activity))) ||
    purposes
      .flatMap((purpose) => everyPreference(purpose))
      .some(
        ({ name, cell }) =>
          isSent(name) || watched.some((activity) => isSent(trackingName(activity, cell))),
      )
  );
}

/**
 * What is unticked and in force, or waits, is denied at once, at every point of the person. What
 * the reader ticked is a request to the point that it is for, confirmed by a message to it. What
 * they left as they saw it stays as it is.
 */
export function preferencesSaved(context: PageContext, subject: TokenSubject): PublicResponse {
  const { texts, request, purposes } = context;
  const facts = readFacts(context, subject);
  const model = preferenceModel(facts, purposes);
  const shown = readShown(request.body["shown"], model);
  const isTicked = (name: string): boolean =>
    Object.hasOwn(request.body, name) && request.body[name] === "1";
  const { unwanted, wanted } = savedChoices(facts, purposes, shown, isTicked);
  const way = leaving(context, subject);
  const ended = leaveAt(way, "preference_centre", unwanted);
  // Nobody is left to ask what an empty form means: it means no.
  const nobody = context.facts === null && ![...shown.keys()].some(isTicked);
  const left = [...ended, ...(nobody ? leave(way, "preference_centre", () => []).drafts : [])];
  const asked = wanted.flatMap(({ channel, cells }): readonly AskedCells[] => {
    const point = facts.points[channel]?.find(
      ({ contactPoint }) => context.askable === undefined || context.askable.includes(contactPoint),
    );
    if (point !== undefined) return [askAt(context, subject, point, cells)];
    // It was there when the page was made.
    return [{ channel, drafts: [], names: cells.map((cell) => cellName(context, cell)) }];
  });
  const conclude: PublicResponse["conclude"] = (refused) => {
    const waiting = asked.filter(
      ({ confirmation }) =>
        confirmation !== undefined && refused.every(({ id }) => id !== confirmation.eventId),
    );
    const lines = refusalLines(context, asked, refused);
    const changed = left.length > 0 || waiting.length > 0;
    const { status, headers, body } = page(
      context,
      changed || lines.length === 0 ? texts.savedTitle : texts.notSavedTitle,
      html`<div role="status">
${left.length > 0 || asked.length === 0 ? html`<p>${texts.savedLead}</p>` : nothing}
${waiting.map(({ channel, names }) => html`<p>${channel === "email" ? texts.savedConfirm : texts.savedConfirmSms}</p><ul>${names.map((name) => html`<li>${name}</li>`)}</ul>`)}
${lines}
</div>${widely(context)}`,
    );
    return { status, headers, body };
  };
  const drafts = [...left, ...asked.flatMap((each) => each.drafts)];
  const confirmations = asked.flatMap(({ confirmation }) => confirmation ?? []);
  return {
    ...conclude([]),
    drafts,
    ...(nobody ? { suppress: true } : {}),
    ...(confirmations.length === 0 ? {} : { confirmations }),
    conclude,
  };
}
