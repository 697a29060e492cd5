import type { ContactId, DeliveryEvent, Schema } from "@wellsent/core";
import type { Engine } from "@wellsent/core/engine";
import type { Tenant } from "../app/index.js";
import type { Browser, VisitedPage } from "./browser.js";
import { after, type Length } from "./moment.js";
import type { PassingTime } from "./passing-time.js";
import type { Person, WhichMessage } from "./person.js";
import type { Providers } from "./provider.js";
import { type ReceivedLink, type ReceivedMessage, readTemplateId } from "./received.js";
import { type SubscribingParts, subscribe } from "./subscribing.js";
import { TestKitError } from "./test-kit-error.js";

/** What a person reacts to from now on. */
export interface Habit {
  readonly person: ContactId;
  readonly template: string;
  readonly after: Length;
  readonly react: (message: ReceivedMessage) => Promise<unknown>;
}

export interface PersonParts extends SubscribingParts {
  readonly tenant: Tenant;
  readonly engine: Engine;
  readonly providers: Pick<Providers, "mails" | "texts">;
  readonly browser: Browser;
  readonly habits: Set<Habit>;
}

export interface PersonAddress {
  readonly id: ContactId;
  readonly email: string;
  readonly phone: string;
}

/**
 * Sooner than this after it has left, nobody has read a mail yet: the engine takes it for a
 * machine.
 */
const readingTime = 5_000;

export function scriptedPerson(parts: PersonParts, { id, email, phone }: PersonAddress): Person {
  const { tenant, providers, browser, time, habits } = parts;
  const isMine = (message: ReceivedMessage): boolean =>
    message.contact === id && message.tenant === tenant.id;
  const mails = () => providers.mails.filter(isMine);
  const texts = () => providers.texts.filter(isMine);
  const inOrder = () => [...mails(), ...texts()].sort((a, b) => a.instant - b.instant);

  const find = <Message extends ReceivedMessage>(
    which: WhichMessage | undefined,
    all: readonly Message[],
    fits: (message: Message) => boolean,
    what: string,
  ): Message => {
    if (typeof which === "object" && "key" in which) {
      const own = all.find(({ key }) => key === which.key);
      if (own !== undefined && fits(own)) return own;
      throw own === undefined ? mailMissing(undefined) : linkMissing(own.template, what);
    }
    const template = readTemplateId(which);
    const possible = all.filter((one) => template === undefined || one.template === template);
    const last = possible.findLast(fits);
    if (last !== undefined) return last;
    throw possible.length === 0
      ? mailMissing(template)
      : linkMissing(possible.at(-1)?.template, what);
  };
  const last = (which: WhichMessage | undefined): ReceivedMessage =>
    find(which, inOrder(), () => true, "message");
  const findLink = (which: WhichMessage | undefined, kind: ReceivedLink["kind"]): string =>
    has(
      find(which, inOrder(), (one) => has(one, kind) !== undefined, kind),
      kind,
    )?.url ?? "";
  /** The links of all that asks to confirm, the newest first. */
  const findRequests = (which: WhichMessage | undefined): readonly string[] => {
    const asks = (one: ReceivedMessage): boolean => has(one, "confirm") !== undefined;
    const newest = find(which, inOrder(), asks, "confirm");
    const all =
      typeof which === "object" && "key" in which
        ? [newest]
        : inOrder()
            .filter((one) => asks(one) && (which === undefined || one.template === newest.template))
            .reverse();
    return all.flatMap((one) => has(one, "confirm")?.url ?? []);
  };
  const recorded = async (): Promise<number> => {
    let events = 0;
    for await (const _ of tenant.history(id)) events++;
    return events;
  };
  const reading = async ({ instant }: ReceivedMessage): Promise<void> => {
    if (time.now() < instant + readingTime) await time.advanceTo(instant + readingTime);
  };
  const report = async (
    which: WhichMessage | undefined,
    event: Omit<DeliveryEvent, "dedupeKey" | "message" | "at">,
  ): Promise<void> => {
    const { key } = last(which);
    const at = time.now();
    const dedupeKey = `test:${event.type}:${key}:${at}`;
    await tenant.report([{ ...event, dedupeKey, at, message: key }]);
    await time.settle();
  };
  const settled = async <Result>(result: Promise<Result>): Promise<Result> => {
    const value = await result;
    await time.settle();
    return value;
  };

  /** Links whose button was pressed: once out of date, their page does not tell. */
  const answered = new Set<string>();
  let textsSent = 0;
  const person: Person<Schema> = {
    ...{ id, email, phone },
    tenant: tenant.id,
    get mails() {
      return mails();
    },
    get texts() {
      return texts();
    },
    async subscribed(purpose, options) {
      await subscribe(parts, id, purpose, options);
      await time.settle();
      return person;
    },
    async opens(which) {
      const mail = find(which, mails(), () => true, "message");
      if (mail.pixel === null) return { tracked: false, to: "" };
      await reading(mail);
      await settled(browser.follow(mail.pixel));
      return { tracked: true, to: "" };
    },
    async clicks(which, { link } = {}) {
      const wanted = ({ kind, to }: ReceivedLink): boolean =>
        kind === "content" && leadsTo(to, link);
      const what = link === undefined ? "content" : String(link);
      const message = find(which, inOrder(), ({ links }) => links.some(wanted), what);
      const found = message.links.find(wanted);
      if (found === undefined || !found.tracked) return { tracked: false, to: found?.to ?? "" };
      await reading(message);
      const { status, location } = await settled(browser.follow(found.url));
      if (location === null) throw deadLink(status);
      return { tracked: true, to: location };
    },
    async sendsText(body) {
      if (phone === "") throw phoneMissing();
      const textId = `test:${id}:${++textsSent}`;
      return settled(tenant.receiveText({ id: textId, from: phone, body }));
    },
    replies: (which) => report(which, { type: "replied" }),
    bounces: (how = "hard", which) =>
      report(which, {
        type: "bounced",
        bounce: {
          ...{ permanence: how, scope: "recipient" },
          ...(how === "hard"
            ? { smtpCode: 550, enhancedCode: "5.1.1" }
            : { smtpCode: 452, enhancedCode: "4.2.2" }),
        },
      }),
    complains: (which) =>
      report(which, { type: "complained", complaint: { feedbackType: "abuse" } }),
    async unsubscribes(which, { by, scope } = {}) {
      if (by !== "page" && scope === undefined) {
        const isWayOut = (one: ReceivedMessage): boolean =>
          oneClickUrl(one) !== null || (by === undefined && has(one, "unsubscribe") !== undefined);
        const button = oneClickUrl(find(which, inOrder(), isWayOut, "List-Unsubscribe"));
        if (button !== null) return settled(browser.postOneClick(button));
      }
      const page = await browser.visit(findLink(which, "unsubscribe"));
      return settled(page.press(scope === undefined ? {} : { scope }));
    },
    async confirms(which, fields) {
      let stale: VisitedPage | undefined;
      for (const link of findRequests(which)) {
        const before = await recorded();
        const page = await browser.visit(link);
        const isOpen = page.status === 200 && page.html.includes("<button");
        // With `confirmOn: "get"` the visit itself has confirmed.
        if (isOpen || (await recorded()) > before) {
          answered.add(link);
          return settled(isOpen ? page.press(fields) : Promise.resolve(page));
        }
        if (page.status !== 200 && !answered.has(link)) stale ??= page;
      }
      if (stale !== undefined) return stale;
      throw requestUsed();
    },
    async visits(kind, which) {
      const page = await browser.visit(findLink(which, kind));
      return { ...page, press: (changes) => settled(page.press(changes)) };
    },
    whenever(template, react, options = {}) {
      habits.add({
        ...{ person: id, react, after: options.after ?? "1 hour" },
        template: readTemplateId(template),
      });
    },
    goesSilent() {
      for (const habit of habits) if (habit.person === id) habits.delete(habit);
      time.callOff(({ by }) => by === id);
    },
    async explain(template) {
      const explanation = await tenant.explain(id, template);
      if (explanation !== null) return explanation;
      throw new TestKitError("TEST_PERSON_UNKNOWN", "The person is no contact any more.", {
        remedy: "After an erasure nothing is left to explain.",
      });
    },
    decision: (purpose, options = {}) => tenant.decide<string, string>(id, { ...options, purpose }),
    async isIn(segment) {
      for await (const member of tenant.members(segment)) if (member.id === id) return true;
      return false;
    },
  };
  // A failing test prints a person by who they are, and not with all their mail.
  for (const name of Object.keys(person))
    if (!["id", "tenant", "email", "phone"].includes(name))
      Object.defineProperty(person, name, { enumerable: false });
  return person;
}

/** Lets those act who have a habit about a message that has just come. */
export function reactTo(
  habits: ReadonlySet<Habit>,
  time: PassingTime,
  message: ReceivedMessage,
): void {
  for (const habit of habits) {
    if (habit.person !== message.contact || habit.template !== message.template) continue;
    time.schedule({
      at: after(message.instant, habit.after),
      by: habit.person,
      perform: () => habit.react(message),
    });
  }
}

function has(message: ReceivedMessage, kind: ReceivedLink["kind"]): ReceivedLink | undefined {
  return message.links.find((link) => link.kind === kind);
}

function leadsTo(to: string, link: string | RegExp | undefined): boolean {
  return link === undefined || (typeof link === "string" ? to.includes(link) : link.test(to));
}

/** What the button of a mailbox would post to. */
function oneClickUrl(message: ReceivedMessage): string | null {
  return message.channel === "email" ? message.oneClick : null;
}

function mailMissing(template: string | undefined): TestKitError {
  const what = template === undefined ? "no message" : `no “${template}”`;
  return new TestKitError("TEST_MAIL_MISSING", `The person has got ${what} so far.`, {
    remedy: "Let time pass first, or ask `explain` why nothing came.",
  });
}

function linkMissing(template: string | undefined, what: string): TestKitError {
  return new TestKitError("TEST_LINK_MISSING", `“${template}” has no such link: ${what}.`, {
    remedy: "Look at its `links`: not every template has every link.",
  });
}

function requestUsed(): TestKitError {
  return new TestKitError("TEST_REQUEST_USED", "The person has confirmed every request already.", {
    remedy: "Ask them anew, by `grant` or on a page. `visits` looks at the page of an old link.",
  });
}

function phoneMissing(): TestKitError {
  return new TestKitError("TEST_ADDRESS_MISSING", "The person has no telephone to text from.", {
    remedy: "Give them one: `t.person({ phone })`.",
  });
}

function deadLink(status: number): TestKitError {
  return new TestKitError("TEST_LINK_DEAD", `A tracked link leads nowhere: status ${status}.`, {
    remedy: "Mount `app.web` where the sender's `pages` says.",
  });
}
