import type { ContactPointId, SendKey, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type {
  Activity,
  Channel,
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
  /** Default `email`. Where each character is paid for, `clickBase` is as short as can be. */
  readonly channel?: Channel;
  readonly at: Instant;
  /** Digest of the wording that the message rests on. Absent: the pages' own. */
  readonly notice?: string;
  /** The reader's language. */
  readonly locale?: string;
  /** The request this mail asks to confirm; present on confirmation requests only. */
  readonly request?: {
    readonly eventId: string;
    readonly noticeDigest: string;
    /** Made with the request, 16 random bytes as hex: what only the mailbox gets to know. */
    readonly nonce?: string;
    readonly expiresAt?: Instant;
  };
}

/**
 * Absolute https URLs of one message, for at most one MAC, and one more for `confirm` or for the
 * clicks of a text message. Each opens what it is for and nothing else: a tracked link is seen
 * by proxies and by whoever it leads to, and leads none of them to the reader's choices.
 */
export interface MessageLinks {
  readonly unsubscribe: string;
  readonly preferences: string;
  readonly view: string;
  readonly confirm?: string;
  /** The wording that the message rests on, for whoever wants to read it: public. */
  readonly wording?: string;
  /** `clickBase + position` is the tracked form of a link, up to position 99999. */
  readonly clickBase: string;
  readonly openPixel: string;
  readonly headers: readonly HeaderField[];
}

/** A public request, already read. `body` is the decoded form. */
export interface PublicRequest {
  readonly method: string;
  /** Below the handler's base path, without a leading slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
  /** The language the reader likes best; empty where they said nothing. */
  readonly locale: string;
  /** Further ones they take, best first, where the pages do not speak that one. */
  readonly otherLocales?: readonly string[];
  readonly at: Instant;
}

/** What a token says, once its MAC held. Null stands for forged, cut off and unknown alike. */
export interface TokenSubject {
  readonly kind: "unsubscribe" | "preferences" | "confirm" | "view" | "click" | "open";
  readonly tenant: TenantId;
  /** Empty for a click in a text message, whose link names the message and nothing more. */
  readonly fingerprint: string;
  readonly message: SendKey;
  /** Empty where the fingerprint is. */
  readonly purpose: string;
  readonly topic?: string;
  readonly issuedAt?: Instant;
  /** With `click`: the position that stood in the mail. The MAC does not cover it. */
  readonly link?: number;
  /** With `confirm` only. The page checks the expiry: it tells an old link from a forged one. */
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
  /** To be appended before the response leaves: 200 means a covering denial is in the ledger. */
  readonly drafts: readonly ConsentDraft[];
  /** Suppressions for a person no record is left of. */
  readonly suppress?: boolean;
  /** Requests among the drafts: once in the ledger, each point is to be asked by one message. */
  readonly confirmations?: readonly DueConfirmation[];
  /**
   * The page once the drafts are appended and the points asked: it says what was refused, by the
   * ledger (the draft's id) or on the way to a point (the confirmation's `eventId`). Absent: the
   * page says nothing that a refusal would make untrue.
   */
  readonly conclude?: (
    refused: readonly RefusedRequest[],
  ) => Pick<PublicResponse, "status" | "headers" | "body">;
}

/** A question to one contact point, for everything that was newly chosen there at once. */
export interface DueConfirmation extends Required<NonNullable<MessageLinkContext["request"]>> {
  readonly contactPoint: ContactPointId;
  /** The first cell that is asked about: what the decision on the message is about. */
  readonly channel: Channel;
  readonly purpose: string;
  readonly topic?: string;
  /** Everything it asks about, in the reader's language. */
  readonly names: readonly string[];
}

export interface RefusedRequest {
  readonly id: string;
  /** Of the ledger's refusal, or of the first reason against the message that asks. */
  readonly code: string;
}

/** One version of a wording, in one language. */
export interface WordingRef {
  readonly tenant: TenantId;
  /** SHA-256, hex: what grants refer to. */
  readonly digest: string;
}

/** One thing that a page can show as permitted or not. */
export interface ShownCell {
  readonly channel: Channel;
  readonly purpose: string;
  readonly topic?: string;
  readonly activity: Activity;
  readonly messageClass: MessageClass;
}

/** What the engine knows beyond the address that a link was made for. */
export interface RespondContext {
  /**
   * The other points on the link's channel that the person of its mail has now: beside the address
   * it was made for, or in place of it. A withdrawal through the link counts for these as well; the
   * page drafts it and says so. Absent or empty: there are none.
   */
  readonly others?: readonly ContactPointConsent[];
  /**
   * Points the person has now on any other channel. Who leaves everything, or takes back what was
   * said about such a channel, leaves here as well; a plain withdrawal does not reach them.
   */
  readonly otherChannels?: readonly ContactPointConsent[];
  /** The channel of the link's message. Absent: as its purpose tells. */
  readonly channel?: Channel;
  /**
   * Whether the next message or its watching would be let through at a point, hours of the day
   * aside; `undefined` for a point that nobody has now. Absent: what was said is taken for it.
   */
  readonly permits?: (point: ContactPointConsent, cell: ShownCell) => boolean | undefined;
  /**
   * Whether the message of a {@link DueConfirmation} is written, or is out, by its `eventId`: a
   * process may have ended between the ledger and the outbox, or the message been refused. Only of
   * requests that a page made. Absent: each was.
   */
  readonly asked?: (request: string) => boolean;
  /** Points that can be asked to confirm something. Absent: all of them. */
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
  /** What a public link to a wording names; `null` for every other path. */
  readonly openWording?: (path: string) => WordingRef | null;
  /** The page with the very words of one version; `null`: the store has none. Changes nothing. */
  readonly showWording?: (request: PublicRequest, wording: JsonObject | null) => PublicResponse;
  respond(
    request: PublicRequest,
    subject: TokenSubject | null,
    facts: ContactPointConsent | null,
    context?: RespondContext,
  ): PublicResponse;
}
