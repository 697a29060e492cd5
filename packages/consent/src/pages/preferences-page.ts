import type {
  Activity,
  ContactPointConsent,
  Instant,
  PublicResponse,
  TokenSubject,
} from "@wellsent/core";
import type { Scope } from "../events/index.js";
import {
  addressProjection,
  type Cell,
  type CellStatus,
  cellState,
  emptyProjection,
} from "../state/index.js";
import { html, nothing } from "./html.js";
import { leave, leaving } from "./one-click.js";
import {
  channelOf,
  type PageContext,
  type PublicPurpose,
  page,
  watched,
  widely,
} from "./page-context.js";
import { requestFromPage } from "./request-from-page.js";

/** One switch of a preference centre. */
export interface Preference {
  /** Name of the form's field. */
  readonly name: string;
  readonly cell: Cell;
  readonly label: string;
  readonly status: CellStatus;
  /**
   * Ticked: granted, or asserted and never denied. What waits for confirmation is not ticked yet.
   */
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
  const projection = (facts === null ? undefined : addressProjection(facts)) ?? emptyProjection;
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

/**
 * The switches of one person: what is about another channel stands as it does at the points there.
 */
const shownModel = (context: PageContext, subject: TokenSubject): PreferenceModel => {
  const { facts, otherChannels, purposes, request } = context;
  const model = preferenceModel(facts, purposes, request.at);
  const there = otherChannels.map((point) => preferenceModel(point, purposes, request.at));
  const channel = channelOf(context, subject);
  const asThere = (preference: Preference): Preference => {
    if (preference.cell.channel === channel) return preference;
    const same = there
      .flatMap(({ groups }) => groups.flatMap(({ preferences }) => preferences))
      .filter(({ name }) => name === preference.name);
    return same.find(({ on }) => on) ?? same[0] ?? preference;
  };
  return {
    groups: model.groups.map(({ label, preferences }) => ({
      label,
      preferences: preferences.map(asThere),
    })),
    tracking: model.tracking.map((each) => ({
      ...each,
      on: [model, ...there].some(({ tracking }) =>
        tracking.some(({ name, on }) => name === each.name && on),
      ),
    })),
  };
};

export const preferencesPage = (context: PageContext, subject: TokenSubject): PublicResponse => {
  const { texts } = context;
  const { groups, tracking } = shownModel(context, subject);
  const trackingLabel: Readonly<Record<string, string>> = {
    "track.open": texts.trackOpens,
    "track.click": texts.trackClicks,
  };
  return page(
    context,
    texts.preferencesTitle,
    html`<p>${texts.preferencesLead}</p>
${widely(context)}
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
 * What is unticked is denied at once, known or not: who sees an empty box and saves does not expect
 * mail. What is newly ticked is a request, confirmed by a mail.
 */
export const preferencesSaved = (context: PageContext, subject: TokenSubject): PublicResponse => {
  const { texts, facts, purposes, request } = context;
  const ticked = (name: string): boolean =>
    (Object.hasOwn(request.body, name) ? request.body[name] : "") === "1";
  const unticked = ({ groups }: PreferenceModel): readonly Scope[] =>
    groups
      .flatMap(({ preferences }) => preferences)
      .filter(({ name, status }) => !ticked(name) && status !== "denied")
      .map(({ cell: { activity: _, ...scope } }): Scope => scope);
  const unwanted = (point: ContactPointConsent): readonly Scope[] => {
    const model = preferenceModel(point, purposes, request.at);
    const watching = model.tracking.filter(({ name, on }) => !ticked(name) && on);
    return [...unticked(model), ...watching.map(({ activity }) => ({ activity }))];
  };
  const own = channelOf(context, subject);
  const unwantedThere = (point: ContactPointConsent): readonly Scope[] =>
    unticked(preferenceModel(point, purposes, request.at)).filter(({ channel }) => channel !== own);
  const way = leaving(context, subject);
  const left = leave(way, "preference_centre", unwanted, unwantedThere);
  const asked = facts === null ? [] : newlyTicked(context, subject, ticked);
  const requested = requestFromPage(context, subject, asked);
  const then = asked.length === 0 ? nothing : html` ${texts.savedConfirm}`;
  const done = html`<p role="status">${texts.savedLead}${then}</p>${widely(context)}`;
  return {
    ...page(context, texts.savedTitle, done),
    ...left,
    drafts: [...left.drafts, ...requested.drafts],
    ...(requested.confirmation === undefined ? {} : { confirmation: requested.confirmation }),
  };
};

/** What the mailbox is asked about: cells ticked and not on, and watching for those kept. */
const newlyTicked = (
  context: PageContext,
  subject: TokenSubject,
  ticked: (name: string) => boolean,
): readonly Cell[] => {
  const { groups, tracking } = shownModel(context, subject);
  const kept = groups.flatMap(({ preferences }) => preferences).filter(({ name }) => ticked(name));
  const watch = tracking
    .filter(({ name, on }) => ticked(name) && !on)
    .flatMap(({ activity }) =>
      kept
        .filter(({ cell }) => !(cell.channel === "sms" && activity === "track.open"))
        .map(({ cell }): Cell => ({ ...cell, activity })),
    );
  return [...kept.filter(({ on }) => !on).map(({ cell }) => cell), ...watch];
};
