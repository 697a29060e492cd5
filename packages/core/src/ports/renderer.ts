import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { Channel, MessageClass } from "./consent-gate.js";
import type { EmailAddress, HeaderField } from "./email-transport.js";
import type { OutboundSms } from "./sms-transport.js";

export interface TemplateInfo {
  readonly id: string;
  readonly channel: Channel;
  /** What the message is. Whoever sends it may be stricter, never laxer. */
  readonly messageClass: MessageClass;
  /** What it is sent for, where the template says so: nobody may then name another. */
  readonly purpose?: string | undefined;
  readonly topic?: string | undefined;
  /** Whether every body offers a way out: a link to unsubscribe or to the preferences. */
  readonly wayOut?: boolean;
  readonly locales: readonly string[];
  /** Targets known at compile time, empty for any other; a click report carries the index. */
  readonly links: readonly string[];
}

/** Where `clickBase + position` of one mail leads. */
export interface TrackedLink {
  /**
   * What follows `clickBase` in that mail, at most 99999: the index for a link whose target is
   * known at compile time, a number of its own for each target made for the recipient. Distinct
   * within a mail.
   */
  readonly position: number;
  /** The index in the template's table. */
  readonly link: number;
  /** An absolute http or https URL. */
  readonly target: string;
}

export interface RenderRequest {
  readonly template: string;
  /** BCP 47; the renderer falls back along the chain and then to the template's own. */
  readonly locale: string | null;
  /** Keeps variants sticky; never printed. */
  readonly contact: ContactId;
  readonly attributes: JsonObject;
  /** Data of the triggering event or campaign. */
  readonly data: JsonObject;
  readonly memberships: readonly string[];
  readonly links: {
    readonly unsubscribe: string;
    readonly preferences: string;
    readonly view: string;
    readonly confirm?: string;
    /** The words that the permission for this message rests on. */
    readonly wording?: string;
    readonly clickBase: string;
    readonly openPixel: string;
  };
  /** False: not a byte that could report back is in the result. */
  readonly tracking: { readonly opens: boolean; readonly clicks: boolean };
  /** Whom a text message comes from: a name can receive no STOP. Absent for mail. */
  readonly smsFrom?: OutboundSms["from"];
  readonly at: Instant;
}

export type RenderResult =
  | {
      readonly rendered: true;
      readonly subject: string;
      readonly preheader: string;
      readonly html: string;
      readonly text: string;
      readonly locale: string;
      /** Fields whose fallback was used. */
      readonly fallbacks: readonly string[];
      /**
       * Where the tracked links of this mail lead; empty when clicks are not tracked. The engine
       * keeps it with the message, so that a mail leads where it said, whatever becomes of its
       * template. A renderer that leaves it out has its clicks looked up in
       * {@link Renderer.template}.
       */
      readonly links?: readonly TrackedLink[];
    }
  | {
      readonly rendered: false;
      readonly reasons: readonly { readonly code: string; readonly path: string }[];
    };

/** Everything of a finished mail that its template does not say. */
export interface MailEnvelope {
  readonly from: EmailAddress;
  readonly to: EmailAddress;
  readonly replyTo?: EmailAddress;
  /** With angle brackets. */
  readonly messageId: string;
  readonly date: Instant;
  /** List-Unsubscribe and its like. */
  readonly headers: readonly HeaderField[];
  /** UTF-8 in header fields and addresses (RFC 6531): an address needs it, the transport has it. */
  readonly smtputf8: boolean;
}

/** One recipient's mail, finished, or every reason why there is none. */
export type ComposedMail =
  | (Pick<
      Extract<RenderResult, { readonly rendered: true }>,
      "rendered" | "subject" | "fallbacks" | "links"
    > & {
      /** RFC 5322, with CRLF. Memory of its own: it waits for its turn at the transport. */
      readonly raw: Uint8Array;
    })
  | Extract<RenderResult, { readonly rendered: false }>;

/**
 * Turns a template and one recipient into a message. Synchronous and pure: no I/O, no eval, no
 * clock. And quick: the engine renders inside the store's last transaction before the hand-over, so
 * that where the links lead is on record first.
 */
export interface Renderer {
  readonly specVersion: 1;
  readonly id: string;
  /**
   * With a locale: `links` are those of the version that {@link Renderer.render} chooses for it;
   * else of the first.
   */
  template(id: string, locale?: string | null): TemplateInfo | undefined;
  render(request: RenderRequest): RenderResult;
  /**
   * The same as a finished mail, for transports with `capabilities.raw`: it parses to what
   * {@link Renderer.render} says. Absent: the transport composes from parts. So it does for `null`:
   * this template is no mail, or the envelope is one that only the transport can judge.
   */
  compose?(request: RenderRequest, envelope: MailEnvelope): ComposedMail | null;
}
