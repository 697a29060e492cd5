import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { MessageClass } from "./consent-gate.js";

export interface TemplateInfo {
  readonly id: string;
  readonly channel: "email" | "sms";
  readonly messageClass: MessageClass;
  readonly locales: readonly string[];
  /** Targets known at compile time, empty for any other; a click report carries the index. */
  readonly links: readonly string[];
}

/** Where `clickBase + position` of one mail leads. */
export interface TrackedLink {
  /**
   * What follows `clickBase` in that mail, at most 99999: the index for a link whose target is known at compile time, a
   * number of its own for each target made for the recipient. Distinct within a mail.
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
    readonly clickBase: string;
    readonly openPixel: string;
  };
  /** False: not a byte that could report back is in the result. */
  readonly tracking: { readonly opens: boolean; readonly clicks: boolean };
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
       * Where the tracked links of this mail lead; empty when clicks are not tracked. The engine keeps it with the message,
       * so that a mail leads where it said, whatever becomes of its template. A renderer that leaves it out has its
       * clicks looked up in {@link Renderer.template}.
       */
      readonly links?: readonly TrackedLink[];
    }
  | {
      readonly rendered: false;
      readonly reasons: readonly { readonly code: string; readonly path: string }[];
    };

/**
 * Turns a template and one recipient into a message. Synchronous and pure: no I/O, no eval, no clock. And quick: the engine
 * renders inside the store's last transaction before the hand-off, so that where the links lead is on record first.
 */
export interface Renderer {
  readonly specVersion: 1;
  readonly id: string;
  /** With a locale: `links` are those of the version that {@link Renderer.render} chooses for it; else of the first. */
  template(id: string, locale?: string | null): TemplateInfo | undefined;
  render(request: RenderRequest): RenderResult;
}
