import type { ContactPointId, SendKey, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Channel, ConsentDraft, ContactPointConsent, MessageClass } from "./consent-gate.js";
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
 * clicks of a text message.
 */
export interface MessageLinks {
  readonly unsubscribe: string;
  readonly preferences: string;
  readonly view: string;
  readonly confirm?: string;
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
  readonly locale: string;
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
  /** A request is among the drafts: once in the ledger, a mail with this in its link is due. */
  readonly confirmation?: NonNullable<MessageLinkContext["request"]>;
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
  respond(
    request: PublicRequest,
    subject: TokenSubject | null,
    facts: ContactPointConsent | null,
    context?: RespondContext,
  ): PublicResponse;
}
