/**
 * How a field's values are read and compared.
 *
 * - `name`, `text`: letters and digits without case and accents, by Jaro-Winkler
 * - `date`: its digits, year first; one typed wrong, or day and month swapped, is close
 * - `digits`: postal codes, house numbers, customer numbers: their digits and letters, of which one
 *   or two are typed wrong where they are close or similar
 * - `email`: its mailbox, as `emailMatchingKey` has it; the same name at another provider is close
 * - `phone`: its digits; the same national number without the country's is close
 * - `exact`: the same or not
 */
export type DuplicateFieldKind = "name" | "text" | "date" | "digits" | "email" | "phone" | "exact";

export interface DuplicateField {
  /** Where the value is in a record's values, steps joined by dots: `lastName`, `home.street`. */
  readonly path: string;
  readonly kind: DuplicateFieldKind;
  /**
   * The people of one household or company have it in common: street, phone, last name. Mark every
   * such field: how many households there are is learnt, and what people of one have in common
   * does not make them one person. Without the marks it would. Default: `false`.
   */
  readonly shared?: boolean;
}

/** What of a value is a blocking key. */
export type BlockingPart =
  | "exact"
  /** Soundex of the whole value. */
  | "phonetic"
  /** Its first three letters. */
  | "prefix"
  /** Of a date: its four digits. */
  | "year"
  /** Of a date: month and day. */
  | "monthDay"
  /** Of an address: what is left of the `@`. Of a number: its last seven digits. */
  | "tail"
  /** Each word of four letters and more. */
  | "words"
  /** Two of its groups of three letters, the same two for most values that are much alike. */
  | "grams";

/** Records with equal keys are compared. A record without one of the parts has no such key. */
export interface BlockingKey {
  readonly parts: readonly { readonly path: string; readonly take: BlockingPart }[];
  /** The order of the parts makes no difference: for names that were typed into each other. */
  readonly anyOrder?: boolean;
}

/** One record: its id, and values by name. What is no text, number or list of them is missing. */
export interface DuplicateRecord<Id extends string = string> {
  readonly id: Id;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface DuplicateOptions {
  readonly fields: readonly DuplicateField[];
  /** Default: what {@link defaultBlocking} makes of the fields. */
  readonly blocking?: readonly BlockingKey[];
  /** Pairs at least so probable are matches. Default: 0.9. */
  readonly matchAt?: number;
  /** Pairs at least so probable are reported. Default: 0.5. */
  readonly reviewAt?: number;
  /** Pairs of ids that somebody has said are two people. They are never reported nor joined. */
  readonly apart?: readonly (readonly [string, string])[];
  /** Draws the random pairs. Default: 1. */
  readonly seed?: number;
  /** How many random pairs say how often fields agree by chance. Default: 50,000. */
  readonly samplePairs?: number;
  /** Blocks of more records are skipped, and reported. Default: 50. */
  readonly blockSize?: number;
  /** How many pairs are compared at most: the largest blocks are skipped. Default: 5,000,000. */
  readonly maxPairs?: number;
}
