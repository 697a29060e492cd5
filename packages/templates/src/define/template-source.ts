import type { MessageClass } from "@wellsent/core";
import type { FieldDeclaration } from "../fields/field.js";
import type { OfferUse } from "../fields/offers.js";

/** What one locale says. All of it is Handlebars in the subset that `compileTemplate` accepts. */
export interface LocaleSource {
  readonly subject: string;
  readonly preheader?: string;
  readonly mjml: string;
  /** Absent: made from the MJML at compile time. */
  readonly text?: string;
}

/** Parameters for every `http(s)` link, added at compile time; those already there win. */
export type UtmRules = { readonly [parameter: string]: string };

/**
 * A template as written: plain data, made by {@link defineTemplate} and consumed by
 * `compileTemplate`.
 */
export interface TemplateSource extends OfferUse {
  readonly id: string;
  readonly channel: "email";
  /**
   * Anything but `transactional`, `service`, `confirmation_request` and `legal_notice` must hold an
   * unsubscribe link to compile.
   */
  readonly messageClass: MessageClass;
  /**
   * What it is sent for. Whoever sends it then names no other; absent: whoever sends it says so.
   */
  readonly purpose?: string;
  /** A list within the purpose. */
  readonly topic?: string;
  /** The locale of last resort, and that of {@link LocaleSource} given inline. */
  readonly locale: string;
  readonly locales: { readonly [locale: string]: LocaleSource };
  readonly fields: { readonly [path: string]: FieldDeclaration };
  /**
   * True where names were checked against a schema by `tsc`: those not under `fields` are read as
   * optional text, not refused.
   */
  readonly open: boolean;
  /** Events of the schema whose data the template may read as `{{event.…}}`. Empty: none. */
  readonly events: readonly string[];
  readonly utm: UtmRules;
  /** Static partials by name. */
  readonly partials: { readonly [name: string]: string };
}
