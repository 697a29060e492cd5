import type { ContactPointId, SendKey, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type {
  Activity,
  Channel,
  ConsentChannel,
  ConsentDraft,
  ContactPointConsent,
  MessageClass,
} from "./consent-gate.js";
import type { HeaderField } from "./email-transport.js";

export interface MessageLinkContext {
  readonly tenant: TenantId;
  readonly contactPoint: ContactPointId;
  readonly fingerprint: string;
  readonly message: SendKey;
  readonly purpose: string;
  readonly topic?: string;
  readonly messageClass: MessageClass;
  /**
   * Default `email`. For text messages, which are paid by length, `clickBase` is as short as
   * possible.
   */
  readonly channel?: Channel;
  readonly at: Instant;
  /**
   * The digest of the notice that the message's consent was given under. Absent: the pages' own.
   */
  readonly notice?: string;
  /** The reader's language. */
  readonly locale?: string;
  /** The request that this mail asks to confirm. Only on confirmation requests. */
  readonly request?: {
    readonly eventId: string;
    readonly noticeDigest: string;
    /** 16 random bytes as hex, made with the request. Only the mailbox learns them. */
    readonly nonce?: string;
    readonly expiresAt?: Instant;
  };
}

/**
 * Absolute URLs of one message, https but for development. They cost at most one MAC, and one more
 * for `confirm` or for the clicks of a text message. Each link serves one purpose only: a tracked
 * link is seen by proxies and by its target, and must not lead them to the reader's preferences.
 */
export interface MessageLinks {
  readonly unsubscribe: string;
  readonly preferences: string;
  readonly view: string;
  readonly confirm?: string;
  /** A public page with the notice that the message's consent was given under. */
  readonly wording?: string;
  /** `clickBase + position` is the tracked form of a link, up to position 99999. */
  readonly clickBase: string;
  readonly openPixel: string;
  readonly headers: readonly HeaderField[];
}

/** A public request that has been read. `body` is the decoded form. */
export interface PublicRequest {
  readonly method: string;
  /** Below the handler's base path, without a leading slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
  /** The reader's preferred language; empty if unknown. */
  readonly locale: string;
  /** The reader's further languages, best first, for pages that do not have the preferred one. */
  readonly otherLocales?: readonly string[];
  readonly at: Instant;
}

/**
 * The content of a token whose MAC is valid. Null for forged, truncated and unknown tokens alike.
 */
export interface TokenSubject {
  readonly kind: "unsubscribe" | "preferences" | "confirm" | "view" | "click" | "open";
  readonly tenant: TenantId;
  /** Empty for a click in a text message, whose link names only the message. */
  readonly fingerprint: string;
  readonly message: SendKey;
  /** Empty if the fingerprint is. */
  readonly purpose: string;
  readonly topic?: string;
  readonly issuedAt?: Instant;
  /** With `click`: the position in the mail. The MAC does not cover it. */
  readonly link?: number;
  /**
   * With `confirm` only. The page checks the expiry, so that it can distinguish an old link from a
   * forged one.
   */
  readonly request?: {
    readonly eventId: string;
    readonly noticeDigest: string;
    readonly nonce: string;
    readonly expiresAt: Instant;
  };
}

export interface PublicResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /**
   * To be appended before the response is sent. Status 200 means that the denial is in the ledger.
   */
  readonly drafts: readonly ConsentDraft[];
  /** Suppressions for a person without a remaining record. */
  readonly suppress?: boolean;
  /**
   * The requests among the drafts. Once they are in the ledger, each point gets one message that
   * asks for confirmation.
   */
  readonly confirmations?: readonly DueConfirmation[];
  /**
   * Makes the page after the drafts are appended and the points asked. It shows what was refused by
   * the ledger (by the draft's id) or on the way to a point (by the confirmation's `eventId`).
   * Absent: a refusal would not make the page wrong.
   */
  readonly conclude?: (
    refused: readonly RefusedRequest[],
  ) => Pick<PublicResponse, "status" | "headers" | "body">;
}

/** One question to one contact point about everything that was newly chosen there. */
export interface DueConfirmation extends Required<NonNullable<MessageLinkContext["request"]>> {
  readonly contactPoint: ContactPointId;
  /** The first cell of the question. The decision on the message is about this cell. */
  readonly channel: Channel;
  readonly purpose: string;
  readonly topic?: string;
  /** Everything that the question is about, in the reader's language. */
  readonly names: readonly string[];
}

export interface RefusedRequest {
  readonly id: string;
  /** The code of the ledger's refusal, or of the first reason against the message that asks. */
  readonly code: string;
}

/** One version of a notice in one language. */
export interface WordingRef {
  readonly tenant: TenantId;
  /** SHA-256 as hex. Grants refer to it. */
  readonly digest: string;
}

/** One item that a page can show as permitted or not. */
export interface ShownCell {
  readonly channel: ConsentChannel;
  readonly purpose: string;
  readonly topic?: string;
  readonly activity: Activity;
  readonly messageClass: MessageClass;
}

/** What the engine knows in addition to the address that a link was made for. */
export interface RespondContext {
  /**
   * The other points on the link's channel that belong to the person now, besides the address of
   * the link or in place of it. A withdrawal through the link counts for these too; the page drafts
   * it and shows it. Absent or empty: there are none.
   */
  readonly others?: readonly ContactPointConsent[];
  /**
   * The points of the person on other channels. An opt-out from everything, or from such a channel,
   * counts for these too. A plain withdrawal does not.
   */
  readonly otherChannels?: readonly ContactPointConsent[];
  /** The channel of the link's message. Absent: the channel follows from the purpose. */
  readonly channel?: Channel;
  /**
   * Whether the next message or its tracking would be allowed at a point, apart from quiet hours;
   * `undefined` for a point that nobody has now. Absent: the recorded choice is shown.
   */
  readonly permits?: (point: ContactPointConsent, cell: ShownCell) => boolean | undefined;
  /**
   * Whether the message of a {@link DueConfirmation} is queued or sent, by its `eventId`. A process
   * may have ended between the ledger and the outbox, or the message may have been refused. Only
   * for requests that a page made. Absent: every message was queued.
   */
  readonly asked?: (request: string) => boolean;
  /** The points that can be asked for confirmation. Absent: all of them. */
  readonly askable?: readonly ContactPointConsent["contactPoint"][];
}

/**
 * Links and public pages: unsubscribe, preferences, confirmation. Pure: request in, response and
 * drafts out.
 *
 * No HEAD or OPTIONS ever yields a draft, and no GET does unless the host lets links confirm, which
 * permits nothing that was denied. No answer redirects a one-click POST. The ids of drafts are made
 * of the link, the wish, the day and what the wish would change: posted a thousand times, a wish is
 * one event, and it is a new one once something else has happened in between.
 */
export interface ConsentPages {
  readonly specVersion: 1;
  readonly id: string;
  links(context: MessageLinkContext): MessageLinks;
  open(path: string): TokenSubject | null;
  /** The notice that a public link names; `null` for every other path. */
  readonly openWording?: (path: string) => WordingRef | null;
  /** The page with the exact words of one version; `null`: the store has none. Changes nothing. */
  readonly showWording?: (request: PublicRequest, wording: JsonObject | null) => PublicResponse;
  respond(
    request: PublicRequest,
    subject: TokenSubject | null,
    facts: ContactPointConsent | null,
    context?: RespondContext,
  ): PublicResponse;
}
