import type { DuplicateField, DuplicateRecord } from "../../../src/duplicates/index.js";
import { mulberry32 } from "../../../src/hash/mulberry32.js";

export const fields: readonly DuplicateField[] = [
  { path: "firstName", kind: "name" },
  { path: "lastName", kind: "name", shared: true },
  { path: "birthday", kind: "date" },
  { path: "street", kind: "text", shared: true },
  { path: "postalCode", kind: "digits", shared: true },
];

const syllables = "ba ko li mer na pol ri sun ta vo wen zi har dag fel jun".split(" ");

/** Households of several people, and some people twice with a letter typed wrong. */
export function people(
  count: number,
  { twice, household = 1, seed = 7 }: { twice: number; household?: number; seed?: number },
): readonly DuplicateRecord[] {
  const random = mulberry32(seed);
  const below = (end: number) => Math.floor(random() * end);
  const word = (length: number) =>
    Array.from({ length }, () => syllables[below(syllables.length)]).join("");
  const firstNames = Array.from({ length: 60 }, () => word(2));
  const all: DuplicateRecord[] = [];
  let home = newHome();
  for (let person = 0; person < count; person++) {
    if (person % household === 0) home = newHome();
    const values = {
      ...home,
      firstName: firstNames[below(60)],
      birthday: `19${10 + below(90)}-${pad(1 + below(12))}-${pad(1 + below(28))}`,
    };
    all.push({ id: `p${pad(person)}`, values });
    if (person >= twice) continue;
    const street = values.street.replace(/[aeiou]/, "x");
    all.push({ id: `p${pad(person)}-again`, values: { ...values, street } });
  }
  return all;

  function newHome() {
    return {
      lastName: word(3),
      street: `${word(3)} street ${1 + below(90)}`,
      postalCode: String(10_000 + below(80_000)),
    };
  }
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** Whom a record is of. */
export function person(id: string): string {
  return id.replace("-again", "");
}
