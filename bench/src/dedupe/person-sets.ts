import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DuplicateField, DuplicatePair, DuplicateRecord } from "@wellsent/core/duplicates";

/** Made by Febrl (Christen 2008): people of a register, some of them several times, damaged. */
export interface PersonSet {
  readonly name: string;
  readonly records: readonly DuplicateRecord[];
  /** How many pairs of records are of one person. */
  readonly truth: number;
}

const folder = findFolder(import.meta.dirname);

/** The folder of person sets beside the repository, however deep the repository is checked out. */
function findFolder(from: string): string | null {
  const found = join(from, "shared", "data", "dedupe");
  if (existsSync(found)) return found;
  return dirname(from) === from ? null : findFolder(dirname(from));
}

/** `null`: the person sets are not there. */
export function readPersonSet(name: string): PersonSet | null {
  if (folder === null) return null;
  const text = readFileSync(join(folder, `${name}.csv`), "utf8");
  const [head = "", ...lines] = text.trim().split("\n");
  const names = head.split(",").map((cell) => cell.trim());
  const records = lines.map((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    const values = Object.fromEntries(names.map((column, index) => [column, cells[index]]));
    return { id: values["rec_id"] ?? "", values };
  });
  const sizes = new Map<string, number>();
  for (const { id } of records) sizes.set(person(id), (sizes.get(person(id)) ?? 0) + 1);
  const truth = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  return { name, records, truth };
}

/** `rec-12-org` and `rec-12-dup-0` are one person. */
function person(id: string): string {
  return id.split("-")[1] ?? "";
}

const unnumbered: readonly DuplicateField[] = [
  { path: "given_name", kind: "name" },
  { path: "surname", kind: "name" },
  { path: "street_number", kind: "digits" },
  { path: "address_1", kind: "text" },
  { path: "address_2", kind: "text" },
  { path: "suburb", kind: "text" },
  { path: "postcode", kind: "digits" },
  { path: "state", kind: "exact" },
  { path: "date_of_birth", kind: "date" },
];
const own = ["given_name", "date_of_birth"];

export const fieldSets: readonly (readonly [string, readonly DuplicateField[]])[] = [
  ["with soc_sec_id", [...unnumbered, { path: "soc_sec_id", kind: "digits" }]],
  ["without", unnumbered],
  [
    "without, addresses as shared by households",
    unnumbered.map((field) => (own.includes(field.path) ? field : { ...field, shared: true })),
  ],
];

export interface Quality {
  readonly precision: number;
  readonly f1: number;
  /** Pairs of two people that are taken for one. */
  readonly wrong: number;
}

export function qualityOf(
  pairs: readonly Pick<DuplicatePair, "a" | "b">[],
  { truth }: PersonSet,
): Quality {
  const right = pairs.filter(({ a, b }) => person(a) === person(b)).length;
  return {
    precision: pairs.length === 0 ? 1 : right / pairs.length,
    f1: (2 * right) / (pairs.length + truth),
    wrong: pairs.length - right,
  };
}

/** What tools without a model do: records with one key are one person. */
export function byExactKey(
  { records }: PersonSet,
  keyOf: (values: DuplicateRecord["values"]) => string,
): readonly Pick<DuplicatePair, "a" | "b">[] {
  const groups = new Map<string, string[]>();
  for (const { id, values } of records) {
    const key = keyOf(values);
    if (key === "") continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [id]);
    else group.push(id);
  }
  return [...groups.values()].flatMap((ids) =>
    ids.flatMap((a, index) => ids.slice(index + 1).map((b) => ({ a, b }))),
  );
}
