/**
 * What a field holds. It decides when a value counts as missing, how it is printed, and where it
 * may stand.
 */
export type FieldType =
  | "text"
  | "name"
  | "url"
  | "image"
  | "color"
  | "number"
  | "money"
  | "date"
  | "enum"
  | "bool"
  | "list"
  | "html";

/**
 * One text for every locale, or one per BCP 47 tag; looked up along the recipient's chain, then
 * `default`.
 */
export type FallbackText = string | { readonly [locale: string]: string };

/** Plain data, so that it travels inside the compiled program. Make one with {@link field}. */
export interface FieldDeclaration {
  readonly type: FieldType;
  /** Printed where the value is missing. Counted, and reported per message. */
  readonly fallback?: FallbackText;
  /** True: a missing value prints nothing. Default: the recipient is skipped with a reason. */
  readonly optional?: true;
  /**
   * Upper bound in UTF-16 code units. Longer values are refused; `lint` needs it to bound the
   * mail's size.
   */
  readonly maxLength?: number;
  /** For `list`: longer lists are refused, as the worst case could not be known otherwise. */
  readonly maxItems?: number;
  /** For `list`: the fields of each item, or the one type that every item is. */
  readonly of?: FieldDeclaration | { readonly [name: string]: FieldDeclaration };
  /**
   * For `image`: where it may come from, subdomains included, each as `cdn.example`. A value from
   * any other host counts as missing. Default: from anywhere.
   */
  readonly hosts?: readonly string[];
  /** For `enum`. */
  readonly values?: readonly string[];
  /** For `date`: a named style. `numeric` is 24/12/2026 in the recipient's own order. */
  readonly style?: "full" | "long" | "medium" | "short" | "numeric" | "time" | "datetime";
  /**
   * For `date`: an IANA zone to print it in. Default: the `timeZone` attribute, then
   * the contact's own zone, then UTC.
   */
  readonly timeZone?: string;
  /** For `money` given as a bare number: ISO 4217. */
  readonly currency?: string;
  /** For `number`. */
  readonly decimals?: number;
}

type Bounds = Pick<FieldDeclaration, "fallback" | "optional" | "maxLength">;
type Spec<Type extends FieldType, Options> = Options & { readonly type: Type };

function of<Type extends FieldType>(type: Type) {
  return <const Given extends Partial<FieldDeclaration>>(options?: Given): Spec<Type, Given> =>
    Object.assign({}, options, { type });
}

/**
 * Field types for `defineTemplate(…, { fields })`.
 *
 * @example
 * const fields = {
 *   firstName: field.name({ fallback: { en: "there", de: "du" } }),
 *   lines: field.list({ of: { sku: field.text() }, maxItems: 20 }),
 * };
 */
export const field: {
  readonly text: <const G extends Bounds>(options?: G) => Spec<"text", G>;
  /**
   * Blank, shouted ("JOHN DOE" in an otherwise cased alphabet), placeholders and addresses count as
   * missing.
   */
  readonly name: <const G extends Bounds>(options?: G) => Spec<"name", G>;
  /** Absolute, `https:`, `http:`, `mailto:`, `tel:` or `sms:`; anything else counts as missing. */
  readonly url: <const G extends Bounds>(options?: G) => Spec<"url", G>;
  /**
   * An absolute `https:` or `http:` URL, or `cid:`. Whoever serves it learns who opens the mail,
   * and when: with `hosts`, nobody whom the author did not name.
   */
  readonly image: <const G extends Bounds & Pick<FieldDeclaration, "hosts">>(
    options?: G,
  ) => Spec<"image", G>;
  /**
   * `#rgb` or `#rrggbb`, normalised to the latter (Outlook's `bgcolor` knows no other), or a CSS
   * colour name.
   */
  readonly color: <const G extends Bounds>(options?: G) => Spec<"color", G>;
  readonly number: <const G extends Bounds & Pick<FieldDeclaration, "decimals">>(
    options?: G,
  ) => Spec<"number", G>;
  /**
   * `{ amount, currency }`, the amount in minor units as core's `money()` has it; or a number in
   * major units with `currency` here.
   */
  readonly money: <const G extends Bounds & Pick<FieldDeclaration, "currency">>(
    options?: G,
  ) => Spec<"money", G>;
  /** Epoch milliseconds or ISO 8601. */
  readonly date: <const G extends Bounds & Pick<FieldDeclaration, "style" | "timeZone">>(
    options?: G,
  ) => Spec<"date", G>;
  readonly enum: <const G extends Bounds & Required<Pick<FieldDeclaration, "values">>>(
    options: G,
  ) => Spec<"enum", G>;
  readonly bool: <const G extends Pick<FieldDeclaration, "optional">>(
    options?: G,
  ) => Spec<"bool", G>;
  readonly list: <const G extends Pick<FieldDeclaration, "of" | "maxItems" | "optional">>(
    options: G,
  ) => Spec<"list", G>;
  /**
   * Markup the host vouches for; the only type that `{{{ }}}` accepts. Never bind a recipient's own
   * words to it.
   */
  readonly html: <const G extends Bounds>(options?: G) => Spec<"html", G>;
} = {
  text: of("text"),
  name: of("name"),
  url: of("url"),
  image: of("image"),
  color: of("color"),
  number: of("number"),
  money: of("money"),
  date: of("date"),
  enum: of("enum"),
  bool: of("bool"),
  list: of("list"),
  html: of("html"),
};
