import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { ProductUse } from "./catalog.js";
import type { CodeUse } from "./codes.js";
import type { Channel, MessageClass } from "./consent-gate.js";
import type { EmailAddress, HeaderField } from "./email-transport.js";
import type { OutboundSms } from "./sms-transport.js";

export interface TemplateInfo {
  readonly id: string;
  readonly channel: Channel;
  /** The class of the message. A caller may be stricter, never laxer. */
  readonly messageClass: MessageClass;
  /** The purpose of the message, if the template sets one. A caller may not name another. */
  readonly purpose?: string | undefined;
  readonly topic?: string | undefined;
  /** Whether every body has a link to unsubscribe or to the preferences. */
  readonly wayOut?: boolean;
  /** Another one where the text of any locale has changed, and the same in every process. */
  readonly digest?: string;
  readonly locales: readonly string[];
  /**
   * Paths of the fields that every locale prints, and skips its recipient where they are missing:
   * `order.total`.
   */
  readonly required?: readonly string[];
  /**
   * Names of the event's data that a text reads: `total` for `{{event.total}}`. Those that are
   * declared as optional, or with a fallback, are not among them.
   */
  readonly eventData?: readonly string[];
  /** The code that each message carries. A preview shows a marked one. */
  readonly codes?: CodeUse | undefined;
  /** The products that each message shows. */
  readonly products?: ProductUse | undefined;
  /** Targets known at compile time, empty for all others. A click report carries the index. */
  readonly links: readonly string[];
}

/** The target of `clickBase + position` in one mail. */
export interface TrackedLink {
  /**
   * The number after `clickBase` in that mail, at most 99999: the index for a link whose target is
   * known at compile time, and a separate number for each target made for the recipient. Unique
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
  /** Makes variants stable for a contact. Never printed. */
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
    /** The notice that the permission for this message was given under. */
    readonly wording?: string;
    readonly clickBase: string;
    readonly openPixel: string;
  };
  /** False: the result contains nothing that could report back. */
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
       * The targets of the tracked links of this mail; empty if clicks are not tracked. The engine
       * stores them with the message, so that its links keep their targets when the template
       * changes. If a renderer omits them, clicks are looked up in {@link Renderer.template}.
       */
      readonly links?: readonly TrackedLink[];
      /**
       * The most parts that a text message may be sent in: the transport refuses it beyond.
       * Default:
       * 3.
       */
      readonly maxSegments?: number;
      /** The parts that this text message has, for its price. Absent: one. */
      readonly segments?: number;
    }
  | {
      readonly rendered: false;
      readonly reasons: readonly { readonly code: string; readonly path: string }[];
    };

/** The parts of a finished mail that are not in its template. */
export interface MailEnvelope {
  readonly from: EmailAddress;
  readonly to: EmailAddress;
  readonly replyTo?: EmailAddress;
  /** With angle brackets. */
  readonly messageId: string;
  readonly date: Instant;
  /** List-Unsubscribe and similar fields. */
  readonly headers: readonly HeaderField[];
  /**
   * UTF-8 in header fields and addresses (RFC 6531). Set if an address needs it and the transport
   * supports it.
   */
  readonly smtputf8: boolean;
}

/** One recipient's finished mail, or every reason why there is none. */
export type ComposedMail =
  | (Pick<
      Extract<RenderResult, { readonly rendered: true }>,
      "rendered" | "subject" | "fallbacks" | "links"
    > & {
      /** RFC 5322, with CRLF. In memory of its own, because it may wait for the transport. */
      readonly raw: Uint8Array;
    })
  | Extract<RenderResult, { readonly rendered: false }>;

/**
 * Turns a template and one recipient into a message. Synchronous and pure: no I/O, no eval, no
 * clock. It must be fast, because the engine renders inside the store's last transaction before the
 * hand-over, so that link targets are recorded first.
 */
export interface Renderer {
  readonly specVersion: 1;
  readonly id: string;
  /**
   * With a locale, `links` are those of the version that {@link Renderer.render} chooses for it;
   * without one, those of the first version.
   */
  template(id: string, locale?: string | null): TemplateInfo | undefined;
  render(request: RenderRequest): RenderResult;
  /**
   * The same as a finished mail, for transports with `capabilities.raw`. Parsed, it equals the
   * result of {@link Renderer.render}. Absent: the transport composes the mail from parts. The same
   * applies to `null`: this template is no mail, or only the transport can judge the envelope.
   */
  compose?(request: RenderRequest, envelope: MailEnvelope): ComposedMail | null;
}
