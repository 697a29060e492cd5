import type { ContactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { MessageClass } from "./consent-gate.js";

export interface TemplateInfo {
  readonly id: string;
  readonly channel: "email" | "sms";
  readonly messageClass: MessageClass;
  readonly locales: readonly string[];
  /** Targets known at compile time; a click report carries the index. */
  readonly links: readonly string[];
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
    }
  | { readonly rendered: false; readonly reasons: readonly { readonly code: string; readonly path: string }[] };

/** Turns a template and one recipient into a message. Synchronous and pure: no I/O, no eval, no clock. */
export interface Renderer {
  readonly specVersion: 1;
  readonly id: string;
  template(id: string): TemplateInfo | undefined;
  render(request: RenderRequest): RenderResult;
}
