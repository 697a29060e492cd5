import {
  type DurationText,
  defineWorkflow,
  type EventNameOf,
  type EventsOf,
  type KeyPathOf,
  type Schema,
} from "@wellsent/core";
import { defineSms, type SmsSource } from "@wellsent/templates/sms";
import { imprintOnly, type MailPlan, mailTemplate } from "./mail.js";
import { type ReadyMade, type ReadyMadeOptions, readyMade } from "./ready-made.js";
import { eventWords } from "./words/event-reminder.js";

/** The mails of {@link eventReminder}. */
export type EventReminderMail = "week" | "day" | "hour" | "cancelled";

export interface EventReminderOptions<
  in out S extends Schema,
  Registered extends EventNameOf<S>,
  Cancelled extends EventNameOf<S>,
> extends Omit<ReadyMadeOptions<S, EventReminderMail>, "holdout"> {
  /** The event of a registration; once more with another date where it is moved. */
  readonly registered: Registered;
  /** Where its data has the registration's id, the date with its offset, and the title. */
  readonly key: KeyPathOf<EventsOf<S>[Registered]>;
  readonly startsAt: KeyPathOf<EventsOf<S>[Registered]>;
  readonly title: KeyPathOf<EventsOf<S>[Registered]>;
  /** The event of a cancellation, with id and title at the same places. */
  readonly cancelled: Cancelled;
  /** The IANA zone of the place: its clock is shown beside the reader's own. */
  readonly zone?: string;
  /** When the mail on the day before comes, in the person's zone. Default: `17:00`. */
  readonly time?: string;
  /** Who signs a text message an hour before. Absent: that one is a mail as well. */
  readonly smsSender?: string;
  /** What is later than this is not sent any more. Default: 30 minutes. */
  readonly lateAfter?: DurationText;
}

/**
 * Event reminder: a week, a day and an hour before. Where the date moves, the waits move with it;
 * whoever registers late gets what is still ahead. A cancellation ends it, with a notice.
 *
 * These are facts that somebody asked for by registering, and go out as `transactional`, also to
 * people without consent to advertising. What advertises belongs into another template.
 * @throws DefinitionError for names that the schema lacks
 * @example
 * const reminder = eventReminder(schema, {
 *   ...{ purpose: "bookings", registered: "event.registered", cancelled: "event.cancelled" },
 *   ...{ key: "booking", startsAt: "startsAt", title: "title", zone: "Europe/Berlin" },
 *   link: "https://acme.example/event",
 * });
 */
export function eventReminder<
  S extends Schema,
  const Registered extends EventNameOf<S>,
  const Cancelled extends EventNameOf<S>,
>(schema: S, options: EventReminderOptions<S, Registered, Cancelled>): ReadyMade;
export function eventReminder(
  schema: Schema,
  options: EventReminderOptions<Schema, string, string>,
): ReadyMade {
  const { id = "event", registered, cancelled, key, startsAt, title, zone, link } = options;
  const { time = "17:00", smsSender, lateAfter = "30m", version = 1, purpose, topic } = options;
  const settings = { ...options, workflow: id };
  const words = eventWords(
    `{{event.${title}}}`,
    `{{date event.${startsAt} "datetime"}}`,
    zone === undefined ? { en: "", de: "" } : clocks(startsAt, zone),
  );
  const mail = (name: EventReminderMail, events: readonly string[]) => {
    const plan: MailPlan = {
      ...{ words: words[name], link, events, footer: imprintOnly },
      messageClass: "transactional",
    };
    return mailTemplate(schema, name, plan, settings);
  };
  const week = mail("week", [registered]);
  const day = mail("day", [registered]);
  const hour = mail("hour", [registered]);
  const notice = mail("cancelled", [cancelled]);
  const text: SmsSource | null =
    smsSender === undefined
      ? null
      : defineSms(schema, {
          ...{ id: `${id}-text`, messageClass: "transactional", purpose, sender: smsSender },
          ...(topic === undefined ? {} : { topic }),
          events: [registered],
          locale: "en",
          locales: { en: { text: words.text.en }, de: { text: words.text.de } },
        });
  const quiet = options.quietHours ?? [];

  const workflow = defineWorkflow(schema, id, (w) =>
    w
      .onEvent(registered, { reentry: { oncePer: key, again: "restart" } })
      .version(version)
      .quietHours(...quiet)
      .lateAfter(lateAfter)
      .exitOn(cancelled, { same: key, outcome: "cancelled" })
      .waitUntilDate(
        { trigger: startsAt, before: "7d", id: "week-before" },
        { passed: (path) => path.goTo("day-before"), missing: (path) => path.exit("no date") },
      )
      .send(week, { id: "week" })
      .waitUntilDate(
        { trigger: startsAt, before: "1d", time, id: "day-before" },
        { passed: (path) => path.goTo("hour-before") },
      )
      .send(day, { id: "day" })
      .waitUntilDate(
        { trigger: startsAt, before: "1h", id: "hour-before" },
        { passed: (path) => path.exit("too late") },
      )
      .send(text ?? hour, { id: "hour", ...(text === null ? {} : { fallbacks: [hour] }) })
      .exit("reminded"),
  );
  const cancelling = defineWorkflow(schema, `${id}-cancelled`, (w) =>
    w
      .onEvent(cancelled, { reentry: { oncePer: key } })
      .version(version)
      .send(notice, { id: "notice" }),
  );
  return readyMade({
    ...{ workflow, others: [cancelling] },
    templates: [week, day, hour, notice, ...(text === null ? [] : [text])],
    needs: { events: [registered, cancelled] },
  });
}

/** The place's own clock, for readers in another zone. */
function clocks(startsAt: string, zone: string): Readonly<Record<"en" | "de", string>> {
  const there = `{{date event.${startsAt} "time" timeZone="${zone}"}}`;
  return { en: ` (${there} at the place)`, de: ` (${there} Uhr vor Ort)` };
}
