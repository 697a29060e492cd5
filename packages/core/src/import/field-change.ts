import type { ContactId } from "../identifiers.js";
import type { JsonValue } from "../json.js";
import type { FieldPolicy, ImportField } from "./field-policy.js";

/** What a row makes of one field of an existing contact. */
export interface FieldChange {
  /** `email` where contacts have keys: a new address goes first, and the old one stays. */
  readonly field: ImportField | "email";
  readonly change: "same" | "filled" | "overwritten" | "appended" | "erased" | "kept";
  /** The stored value; `null` if there is none. */
  readonly from: JsonValue;
  /** What the file says; `null` for an empty cell. */
  readonly given: JsonValue;
  /** What would be stored. */
  readonly to: JsonValue;
  /**
   * Why a value is kept: `never` and `fill` are the policy; `older`: the row is not dated later;
   * `undated`: the row has no date; `no_list`: not both values are lists; `schema`: the schema
   * refuses the contact with the new value.
   */
  readonly why?: "never" | "fill" | "older" | "undated" | "no_list" | "schema";
}

/** What a row would make of its contact, compared with the store and with no other row. */
export interface RowDiff {
  /** The contact in the store; `null` for one that the import would create. */
  readonly contact: ContactId | null;
  /** The denial in force against the row's address. The import leaves it in force. */
  readonly standing: string | null;
  /** The fields that the row says something about. Empty for a new contact. */
  readonly fields: readonly FieldChange[];
}

/** How the date of a row compares with that of the contact. */
export type RowAge = "newer" | "older" | "undated";

/** `null` if the field says nothing. `undefined` stands for no value, or an empty cell. */
export function decideField(
  field: FieldChange["field"],
  policy: FieldPolicy,
  mine: JsonValue | undefined,
  theirs: JsonValue | undefined,
  age: RowAge,
): FieldChange | null {
  const [from, given] = [mine ?? null, theirs ?? null];
  const to = (change: FieldChange["change"], value: JsonValue): FieldChange => ({
    ...{ field, change, from, given, to: value },
  });
  const kept = (why: FieldChange["why"] & string): FieldChange => ({ ...to("kept", from), why });
  if (theirs === undefined)
    return policy === "clear" && mine !== undefined ? to("erased", null) : null;
  if (policy === "never") return equalJson(mine, theirs) ? to("same", from) : kept("never");
  if (mine === undefined) return to("filled", theirs);
  if (equalJson(mine, theirs)) return to("same", from);
  if (policy === "fill") return kept("fill");
  if (policy === "append") {
    if (!Array.isArray(mine) || !Array.isArray(theirs)) return kept("no_list");
    const known = new Set(mine.map((item) => JSON.stringify(item)));
    const more = [...new Map(theirs.map((item) => [JSON.stringify(item), item]))].flatMap(
      ([name, item]) => (known.has(name) ? [] : [item]),
    );
    return more.length === 0 ? to("same", from) : to("appended", [...mine, ...more]);
  }
  if (typeof policy === "object" && age !== "newer") return kept(age);
  return to("overwritten", theirs);
}

/**
 * Compares the dates of a row and a contact: dates and times of ISO 8601, those without an offset
 * as UTC, or milliseconds. A contact without a date is older than any dated row.
 */
export function rowAge(mine: JsonValue | undefined, theirs: JsonValue | undefined): RowAge {
  const row = readTime(theirs);
  if (row === null) return "undated";
  const contact = readTime(mine);
  return contact === null || row > contact ? "newer" : "older";
}

function readTime(value: JsonValue | undefined): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const [, day, time = "", offset = "Z"] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?(Z|[+-]\d\d:\d\d)?$/.exec(
      value,
    ) ?? [];
  if (day === undefined) return null;
  const at = Date.parse(time === "" ? day : `${day}T${time}${offset}`);
  return Number.isNaN(at) ? null : at;
}

function equalJson(one: JsonValue | undefined, other: JsonValue): boolean {
  return one === other || (one !== undefined && JSON.stringify(one) === JSON.stringify(other));
}
