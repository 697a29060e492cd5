/**
 * What a field holds: decides when it counts as missing, how it is printed and where it may stand.
 */
const fieldTypes = [
  "text",
  "name",
  "url",
  "image",
  "color",
  "number",
  "money",
  "date",
  "enum",
  "bool",
  "list",
  "html",
] as const;

/**
 * One thing a template reads of its recipient: a declared field flattened to its path and settled
 * for the program's locale, or a path that nobody declared (`declared: false`, type "text", never
 * required).
 */
export interface FieldUse {
  /** Dotted from the root, `[]` for "each item of": `firstName`, `order.total`, `items[].title`. */
  readonly path: string;
  readonly type: (typeof fieldTypes)[number];
  readonly declared: boolean;
  /**
   * A hole that comes to this field's missing value, with no fallback left, skips the recipient
   * with a reason, and so does a loop over a list that is none. In conditions a missing value is
   * merely not truthy.
   */
  readonly required: boolean;
  /**
   * What stands in when the value is missing. The compiler has folded it into the expressions of
   * every hole.
   */
  readonly fallback: string | null;
  /** In UTF-16 code units. */
  readonly maxLength: number | null;
  /** For `list`. */
  readonly maxItems: number | null;
  /**
   * What the type needs to print it: `style`, `timeZone`, `currency`, `decimals`, `values`, `hosts`
   * of the declaration.
   */
  readonly options: Readonly<Record<string, string | number | readonly string[]>>;
}
