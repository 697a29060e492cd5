import type {
  Activity,
  ConsentDraft,
  ContactPointConsent,
  Instant,
  PublicResponse,
  TokenSubject,
} from "@wellsent/core";
import { requestConsent, withdrawConsent } from "../opt-in/index.js";
import {
  type Cell,
  type CellStatus,
  cellState,
  emptyProjection,
  projectionFromJson,
} from "../state/index.js";
import { html, nothing } from "./html.js";
import { leave } from "./one-click.js";
import { type PageContext, type PublicPurpose, page, producing, watched } from "./page-context.js";

/** One switch of a preference centre. */
export interface Preference {
  /** Name of the form's field. */
  readonly name: string;
  readonly cell: Cell;
  readonly label: string;
  readonly status: CellStatus;
  /** Ticked: granted, or asserted and never denied. What waits for confirmation is not ticked yet. */
  readonly on: boolean;
}

export interface PreferenceGroup {
  readonly label: string;
  readonly preferences: readonly Preference[];
}

export interface PreferenceModel {
  readonly groups: readonly PreferenceGroup[];
  /** Opens and clicks, each on its own, for every purpose at once. */
  readonly tracking: readonly {
    readonly name: string;
    readonly activity: Activity;
    readonly on: boolean;
  }[];
}

const cellsOf = ({
  purpose,
  channel = "email",
  topics = [],
  label,
}: PublicPurpose): readonly (readonly [Cell, string])[] => {
  const cell: Cell = { channel, purpose, activity: "send" };
  return topics.length === 0
    ? [[cell, label]]
    : topics.map((each) => [{ ...cell, topic: each.topic }, each.label]);
};

const fieldName = ({ channel, purpose, topic }: Cell): string =>
  `on:${channel}:${purpose}:${topic ?? ""}`;

/** What a preference centre shows: pure, for hosts that draw their own. */
export const preferenceModel = (
  facts: ContactPointConsent | null,
  purposes: readonly PublicPurpose[],
  at: Instant,
): PreferenceModel => {
  const projection =
    (facts === null ? undefined : projectionFromJson(facts.projection)) ?? emptyProjection;
  const groups = purposes.map((purpose) => ({
    label: purpose.label,
    preferences: cellsOf(purpose).map(([cell, label]): Preference => {
      const { status } = cellState(projection, cell, at);
      return {
        name: fieldName(cell),
        cell,
        label,
        status,
        on: status === "granted" || status === "asserted",
      };
    }),
  }));
  const tracking = watched.map((activity) => ({
    name: `track:${activity}`,
    activity,
    on: groups.some(({ preferences }) =>
      preferences.some(
        ({ cell }) =>
          !(cell.channel === "sms" && activity === "track.open") &&
          cellState(projection, { ...cell, activity }, at).status === "granted",
      ),
    ),
  }));
  return { groups, tracking };
};

const box = (name: string, label: string, on: boolean) =>
  html`<label><input type="checkbox" name="${name}" value="1"${on ? html` checked` : nothing}> <span>${label}</span></label>`;

export const preferencesPage = (context: PageContext): PublicResponse => {
  const { texts, facts, purposes, request } = context;
  const { groups, tracking } = preferenceModel(facts, purposes, request.at);
  const trackingLabel: Readonly<Record<string, string>> = {
    "track.open": texts.trackOpens,
    "track.click": texts.trackClicks,
  };
  return page(
    context,
    texts.preferencesTitle,
    html`<p>${texts.preferencesLead}</p>
<form method="post">
${groups.map(
  ({ label, preferences }) => html`<fieldset>
<legend>${label}</legend>
${preferences.map((each) => box(each.name, each.label, each.on))}
</fieldset>`,
)}
<fieldset>
<legend>${texts.trackingLegend}</legend>
${tracking.map(({ name, activity, on }) => box(name, trackingLabel[activity] ?? activity, on))}
</fieldset>
<button type="submit" name="action" value="save">${texts.saveButton}</button>
</form>`,
  );
};

/**
 * What is unticked is denied at once, known or not: who sees an empty box and saves does not expect mail. What is
 * newly ticked is a request, confirmed by a mail.
 */
export const preferencesSaved = (context: PageContext, subject: TokenSubject): PublicResponse => {
  const { texts, facts, purposes, request, notice, ids } = context;
  const { groups, tracking } = preferenceModel(facts, purposes, request.at);
  const ticked = (name: string): boolean =>
    (Object.hasOwn(request.body, name) ? request.body[name] : "") === "1";
  const all = groups.flatMap(({ preferences }) => preferences);
  if (facts === null) {
    const left = leave({
      subject,
      facts,
      at: request.at,
      ids,
      method: "preference_centre",
      scopes: [{}],
    });
    return {
      ...page(context, texts.savedTitle, html`<p role="status">${texts.savedLead}</p>`),
      ...left,
    };
  }
  const by = producing(context);
  const { contactPoint } = facts;
  const drafts: ConsentDraft[] = all
    .filter(({ name, status }) => !ticked(name) && status !== "denied")
    .map(({ cell: { activity: _, ...scope } }) =>
      withdrawConsent(by, { contactPoint, scope, method: "preference_centre" }),
    );
  for (const { name, activity, on } of tracking) {
    if (!ticked(name) && on) {
      drafts.push(
        withdrawConsent(by, { contactPoint, scope: { activity }, method: "preference_centre" }),
      );
    }
  }
  const wanted = all.filter(({ name, on }) => ticked(name) && !on).map(({ cell }) => cell);
  const kept = all.filter(({ name }) => ticked(name)).map(({ cell }) => cell);
  const watch = tracking
    .filter(({ name, on }) => ticked(name) && !on)
    .flatMap(({ activity }) =>
      kept
        .filter(({ channel }) => !(channel === "sms" && activity === "track.open"))
        .map((cell): Cell => ({ ...cell, activity })),
    );
  const asked = [...wanted, ...watch];
  const common = { contactPoint, mode: "double", method: "preference_centre", notice } as const;
  const requested =
    asked.length === 0 ? undefined : requestConsent(by, { ...common, cells: asked });
  drafts.push(...(requested?.drafts ?? []));
  const saved = page(
    context,
    texts.savedTitle,
    html`<p role="status">${texts.savedLead}${asked.length === 0 ? nothing : html` ${texts.savedConfirm}`}</p>`,
    drafts,
  );
  return {
    ...saved,
    ...(requested?.confirmation === undefined ? {} : { confirmation: requested.confirmation }),
  };
};
