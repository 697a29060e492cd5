import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type DuplicateField,
  type DuplicateRecord,
  findDuplicates,
} from "../../src/duplicates/index.js";

/** Made by Febrl (Christen 2008): people of an Australian register, some several times, damaged. */
const folder = findFolder(join("shared", "data", "dedupe"));

function findFolder(path: string): string | null {
  let at = import.meta.dirname;
  while (!existsSync(join(at, path))) {
    if (dirname(at) === at) return null;
    at = dirname(at);
  }
  return join(at, path);
}

function read(name: string): readonly DuplicateRecord[] {
  const text = readFileSync(join(folder ?? "", `${name}.csv`), "utf8");
  const [head = "", ...lines] = text.trim().split("\n");
  const names = head.split(",").map((cell) => cell.trim());
  return lines.map((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    const values = Object.fromEntries(names.map((column, index) => [column, cells[index]]));
    return { id: values["rec_id"] ?? "", values };
  });
}

/** `rec-12-org` and `rec-12-dup-0` are one person. */
function person(id: string): string {
  return id.split("-")[1] ?? "";
}

const plain: readonly DuplicateField[] = [
  ...["given_name", "surname"].map((path) => ({ path, kind: "name" as const })),
  ...["address_1", "address_2", "suburb"].map((path) => ({ path, kind: "text" as const })),
  ...["street_number", "postcode"].map((path) => ({ path, kind: "digits" as const })),
  { path: "state", kind: "exact" },
  { path: "date_of_birth", kind: "date" },
];
const home = plain.map((field) =>
  ["given_name", "date_of_birth"].includes(field.path) ? field : { ...field, shared: true },
);
const number: DuplicateField = { path: "soc_sec_id", kind: "digits" };

describe.skipIf(folder === null)("shared/data/dedupe", () => {
  it.each([
    ["febrl1", "with the number", [...plain, number], 0.999],
    ["febrl1", "without it", plain, 0.999],
    ["febrl1", "with the number, by household", [...home, number], 0.99],
    ["febrl1", "without it, by household", home, 0.97],
    ["febrl3", "with the number", [...plain, number], 0.999],
    ["febrl3", "without it", plain, 0.996],
    ["febrl3", "with the number, by household", [...home, number], 0.997],
    ["febrl3", "without it, by household", home, 0.97],
  ])("%s, %s: no false match, and nearly all are found", (name, _, fields, f1) => {
    const records = read(name);
    const sizes = new Map<string, number>();
    for (const { id } of records) sizes.set(person(id), (sizes.get(person(id)) ?? 0) + 1);
    const truth = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
    const { pairs, clusters } = findDuplicates(records, { fields });
    const matches = pairs.filter(({ band }) => band === "match");
    const joined = clusters.flatMap((cluster) => cluster.pairs);
    for (const found of [matches, joined]) {
      expect(found.filter(({ a, b }) => person(a) !== person(b))).toEqual([]);
      expect((2 * found.length) / (found.length + truth)).toBeGreaterThanOrEqual(f1);
    }
  });
});
