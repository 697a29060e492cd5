import { InputError } from "../errors/index.js";
import { isObject } from "../json.js";
import type { DuplicateField, DuplicateRecord } from "./duplicate-options.js";
import { type FieldKind, fieldKinds } from "./field-kinds.js";

/** One field's values of all records. Equal values are one number. */
export interface Column {
  readonly field: DuplicateField;
  readonly kind: FieldKind;
  /** By number. */
  readonly texts: readonly string[];
  /** By number: how many records have the value. */
  readonly heldBy: readonly number[];
  /** By record: the numbers of its values, none where it is missing. */
  readonly values: readonly (readonly number[])[];
  /** How many records have one. */
  readonly filled: number;
}

export interface Table<Id extends string = string> {
  /** In order, so that the order of the input makes no difference. */
  readonly ids: readonly Id[];
  readonly columns: readonly Column[];
}

/** Records fit into the 21 bits that a block's sort key leaves for them. */
export const mostRecords: number = 2 ** 21;
/** Of a list of addresses, so many are compared. */
const mostValues = 8;
const none: readonly number[] = [];

/** Reads records into columns; yields how many it has read. */
export function* readRecords<Id extends string>(
  records: Iterable<DuplicateRecord<Id>>,
  fields: readonly DuplicateField[],
): Generator<number, Table<Id>, void> {
  const builders = fields.map(createBuilder);
  const ids: Id[] = [];
  for (const { id, values } of records) {
    if (ids.length === mostRecords) throw tooMany();
    ids.push(id);
    for (const builder of builders) builder.add(values);
    if (ids.length % 1000 === 0) yield ids.length;
  }
  const order = ids.map((_, index) => index).sort((a, b) => compareIds(ids[a], ids[b]));
  const sorted = order.flatMap((index) => ids[index] ?? []);
  const twice = sorted.findIndex((id, index) => index > 0 && id === sorted[index - 1]);
  if (twice >= 0) {
    throw new InputError("INPUT_DUPLICATES", "Two records have one id.", {
      path: `records[${order[twice]}].id`,
      remedy: "Give each record an id of its own.",
    });
  }
  return { ids: sorted, columns: builders.map((builder) => builder.build(order)) };
}

function compareIds(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function createBuilder(field: DuplicateField) {
  const kind = fieldKinds[field.kind];
  const steps = field.path.split(".");
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const heldBy: number[] = [];
  const values: (readonly number[])[] = [];
  let filled = 0;
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, texts.length);
    heldBy.push(0);
    return texts.push(text) - 1;
  };
  return {
    add(record: DuplicateRecord["values"]): void {
      const found = new Set<number>();
      for (const text of textsAt(record, steps)) {
        const read = kind.read(text);
        if (read !== "" && found.size < mostValues) found.add(numberOf(read));
      }
      for (const number of found) heldBy[number] = (heldBy[number] ?? 0) + 1;
      values.push(found.size === 0 ? none : [...found]);
      if (found.size > 0) filled++;
    },
    build: (order: readonly number[]): Column => ({
      ...{ field, kind, texts, heldBy, filled },
      values: order.map((index) => values[index] ?? none),
    }),
  };
}

/** The texts and numbers at a path; a list is as many values. */
function textsAt(record: unknown, steps: readonly string[]): readonly string[] {
  let value: unknown = record;
  for (const step of steps) {
    if (!isObject(value)) return [];
    value = value[step];
  }
  const all: readonly unknown[] = Array.isArray(value) ? value.slice(0, mostValues) : [value];
  return all.flatMap((one) =>
    typeof one === "string" ? [one] : typeof one === "number" ? [String(one)] : [],
  );
}

function tooMany(): InputError {
  return new InputError("INPUT_DUPLICATES", "There are too many records for one search.", {
    path: "records",
    remedy: `Search in parts of up to ${mostRecords} records.`,
  });
}
