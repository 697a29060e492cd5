import type { JsonValue } from "../../json.js";
import type { ContactFacts } from "../../ports/store/facts.js";

/** One value of each contact. Numbers stand as they are, everything else by its code. */
export interface Column {
  /** 0 for a number. Contacts with the same value have the same code. */
  readonly codes: Codes;
  /** The place of a contact with that value, for each code; -1 for the code of numbers. */
  readonly examples: readonly number[];
  /** NaN for a contact whose value is no number. `null`: nobody has a number. */
  readonly numbers: Float64Array | null;
}

export type Codes = Uint8Array | Uint16Array | Uint32Array;

export function buildColumn(
  people: readonly ContactFacts[],
  read: (facts: ContactFacts) => JsonValue | undefined,
): Column {
  const codes = new Uint32Array(people.length);
  const examples = [-1];
  const known = new Map<JsonValue | undefined, number>();
  const structures = new Map<string, number>();
  let numbers: Float64Array | null = null;
  for (const [place, facts] of people.entries()) {
    const value = read(facts);
    if (typeof value === "number") {
      numbers ??= new Float64Array(people.length).fill(Number.NaN);
      numbers[place] = value;
      continue;
    }
    // Lists and objects that are written alike are compared alike.
    const code =
      typeof value === "object" && value !== null
        ? codeOf(structures, JSON.stringify(value), examples, place)
        : codeOf(known, value, examples, place);
    codes[place] = code;
  }
  return { codes: narrowed(codes, examples.length), examples, numbers };
}

function codeOf<Key>(known: Map<Key, number>, key: Key, examples: number[], place: number): number {
  const found = known.get(key);
  if (found !== undefined) return found;
  const code = examples.push(place) - 1;
  known.set(key, code);
  return code;
}

/** A quarter of the memory is a quarter of the time. */
function narrowed(codes: Uint32Array, count: number): Codes {
  if (count <= 0x100) return Uint8Array.from(codes);
  return count <= 0x1_0000 ? Uint16Array.from(codes) : codes;
}
