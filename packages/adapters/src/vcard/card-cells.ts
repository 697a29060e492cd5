import { type CardProperty, decodeValue, plainValue, splitValue } from "./content-line.js";

/** The columns of a card, named so that `inferMapping` knows them. */
export function cardCells(properties: readonly CardProperty[]): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  const add = (name: string, value: string): void => {
    if (value === "") return;
    let column = name;
    for (let count = 2; cells.has(column); count++) column = `${name} (${count})`;
    cells.set(column, value);
  };
  for (const property of preferredFirst(properties)) {
    const text = decodeValue(property);
    const column = plainColumns.get(property.name);
    if (column !== undefined) add(column, read(property.name, plainValue(text)));
    else if (property.name === "CATEGORIES") add("categories", splitValue(text, ",").join(", "));
    else {
      const parts = splitValue(text, ";");
      for (const [index, name] of (partColumns.get(property.name) ?? []).entries())
        if (name !== null) add(name, parts[index] ?? "");
    }
  }
  return cells;
}

const plainColumns: ReadonlyMap<string, string> = new Map([
  ["FN", "name"],
  ["EMAIL", "email"],
  ["TEL", "phone"],
  ["TITLE", "title"],
  ["BDAY", "birthday"],
  ["LANG", "language"],
  ["TZ", "time zone"],
  ["NOTE", "note"],
  ["UID", "uid"],
  ["URL", "website"],
]);

/** The parts of a property by place; `null` for parts that nobody fills. */
const partColumns: ReadonlyMap<string, readonly (string | null)[]> = new Map([
  ["N", ["last name", "first name", "middle name", "prefix", "suffix"]],
  ["ORG", ["company", "department"]],
  ["ADR", [null, null, "street", "city", "region", "postal code", "country"]],
]);

function read(name: string, value: string): string {
  if (name === "TEL" || name === "EMAIL") return value.replace(/^(?:tel|mailto):/i, "").trim();
  // The basic format of ISO 8601; a day without its year stays as it is.
  return name === "BDAY" ? value.replace(/^(\d{4})(\d\d)(\d\d)(?:T.*)?$/, "$1-$2-$3") : value;
}

/** `PREF=1` of version 4, `TYPE=pref` of older ones: the address that the person uses. */
function preferredFirst(properties: readonly CardProperty[]): readonly CardProperty[] {
  const rank = ({ parameters }: CardProperty): number => {
    const [given] = parameters.get("PREF") ?? [];
    if (given !== undefined && /^\d{1,3}$/.test(given)) return Number(given);
    return parameters.get("TYPE")?.some((type) => type.toLowerCase() === "pref") ? 1 : 101;
  };
  return properties.toSorted((a, b) => rank(a) - rank(b));
}
