import type {
  ContactId,
  Decision,
  KnownTopic,
  OneKnown,
  OneOf,
  PurposeOf,
  Schema,
  SegmentId,
  TenantId,
} from "@wellsent/core";
import type { Explanation } from "@wellsent/core/explain";
import type { IncomingTextResult, TemplateReference } from "../app/index.js";
import type { FormChanges, VisitedPage } from "./browser.js";
import type { Length } from "./moment.js";
import type { ReceivedMail, ReceivedMessage, ReceivedText } from "./received.js";
import type { SubscribeOptions } from "./subscribing.js";

/** Which of a person's messages: the last one of a template, or a very one. */
export type WhichMessage = TemplateReference | ReceivedMessage;

/** What came of a click or an opening. */
export interface Noticed {
  /** Whether the message had a link that tells: nobody hears of the others. */
  readonly tracked: boolean;
  /** Where a click led; empty for an opening. */
  readonly to: string;
}

/**
 * A person in a test: has a mailbox, and does what people do, through the links of their messages
 * and the app's public pages. Every verb is about the last message that allows for it, unless told
 * which one, and ends when everything that it set off is done.
 *
 * @throws TestKitError `TEST_MAIL_MISSING` where there is no such message, `TEST_LINK_MISSING`
 * where it has no such link
 */
export interface Person<S extends Schema = Schema> {
  readonly id: ContactId;
  readonly tenant: TenantId;
  /** Empty where they have none. */
  readonly email: string;
  readonly phone: string;
  /** What has arrived so far, oldest first. */
  readonly mails: readonly ReceivedMail[];
  readonly texts: readonly ReceivedText[];

  /**
   * Agreed by a form and confirmed it, on record with wording and evidence. No mail is sent.
   * @throws TestKitError `TEST_NOT_SUBSCRIBED` where something speaks against it all the same
   * @example
   * await ann.subscribed("marketing.news", { topics: ["offers"], tracking: true });
   */
  subscribed<const P extends OneOf<PurposeOf<S>>, const Topic extends string = never>(
    purpose: OneKnown<"purpose", P, PurposeOf<S>>,
    options?: SubscribeOptions<S, P, Topic>,
  ): Promise<Person<S>>;

  /** Loads the image that tells of it, once a few seconds have passed, as people need them. */
  opens(which?: WhichMessage): Promise<Noticed>;
  /**
   * Follows a link: the first to the web, or the one named by (part of) its target.
   * @example
   * await ann.clicks(welcome, { link: /\/new$/ });
   */
  clicks(which?: WhichMessage, options?: { readonly link?: string | RegExp }): Promise<Noticed>;
  replies(which?: WhichMessage): Promise<void>;
  /**
   * Sends the tenant a text from their telephone.
   * @throws TestKitError `TEST_ADDRESS_MISSING` where they have none
   * @example
   * await ann.sendsText("STOP");
   */
  sendsText(body: string): Promise<IncomingTextResult>;
  /** The mailbox returns it after all. Default: `hard`, there is no such mailbox. */
  bounces(how?: "hard" | "soft", which?: WhichMessage): Promise<void>;
  /** Presses “spam”, and the provider says so. */
  complains(which?: WhichMessage): Promise<void>;
  /**
   * By the button of the mailbox, or by the page behind the link, where one can choose how much to
   * leave. A text message has only the page.
   */
  unsubscribes(
    which?: WhichMessage,
    options?: {
      readonly by?: "button" | "page";
      /** On the page. Default: what it offers first. */
      readonly scope?: "topic" | "purpose" | "everything" | "tracking";
    },
  ): Promise<VisitedPage>;
  /**
   * Follows the link of the newest confirmation mail that was not answered yet, and presses the
   * button. Of requests out of date it is the page that says so.
   * @param boxes what to tick beside it
   * @throws TestKitError `TEST_REQUEST_USED` where each has been answered
   */
  confirms(which?: WhichMessage, boxes?: FormChanges): Promise<VisitedPage>;
  /** Looks at a page behind a link of theirs; `press` sends off its form. */
  visits(
    page: "preferences" | "unsubscribe" | "confirm" | "view",
    which?: WhichMessage,
  ): Promise<VisitedPage>;
  /**
   * What they do about every message of a template, from now on. Default: after an hour.
   * @example
   * ann.whenever(welcome, (mail) => ann.clicks(mail), { after: "2 days" });
   */
  whenever(
    template: TemplateReference,
    react: (message: ReceivedMessage) => Promise<unknown>,
    options?: { readonly after?: Length },
  ): void;
  /** Does nothing by habit any more, and nothing that was still to come. */
  goesSilent(): void;

  /** Why they did, or didn't, get it. */
  explain(template?: TemplateReference): Promise<Explanation>;
  /** Whether something may be sent or watched now. */
  decision<const P extends OneOf<PurposeOf<S>>, const Topic extends string = never>(
    purpose: OneKnown<"purpose", P, PurposeOf<S>>,
    options?: {
      readonly topic?: KnownTopic<S, P, Topic>;
      readonly channel?: "email" | "sms";
      readonly activity?: "send" | "track.open" | "track.click" | "profile";
    },
  ): Promise<Decision>;
  /** Whether a segment holds them now. */
  isIn(segment: string | { readonly id: SegmentId }): Promise<boolean>;
}

/** A person who is on the way: `await` it, or let them subscribe first. */
export interface ComingPerson<S extends Schema> extends Promise<Person<S>> {
  /** As {@link Person.subscribed}. */
  subscribed<const P extends OneOf<PurposeOf<S>>, const Topic extends string = never>(
    purpose: OneKnown<"purpose", P, PurposeOf<S>>,
    options?: SubscribeOptions<S, P, Topic>,
  ): ComingPerson<S>;
}
