import type { DuplicatePair, FieldEvidence } from "./duplicate-report.js";

/**
 * Why two records are taken for one person, in plain English, the strongest reason first. Names
 * fields and counts, and no values.
 * @example
 * for (const sentence of describeDuplicate(pair)) console.log(sentence);
 * // birthday is the same, as in 2 records: +11.3 bits.
 */
export function describeDuplicate(pair: DuplicatePair): readonly string[] {
  const { probability, band, bits, fields, priorBits, householdBits } = pair;
  const said = fields
    .filter(({ level }) => level !== "missing")
    .toSorted((one, other) => Math.abs(other.bits) - Math.abs(one.bits));
  const missing = fields.filter(({ level }) => level === "missing");
  return [
    `${band === "match" ? "A match" : "For review"}: ${percent(probability)}, ${signed(bits)} bits.`,
    ...said.map(ofField),
    `One pair in ${Math.round(2 ** -priorBits)} is of one person: ${signed(priorBits)} bits.`,
    ...(missing.length === 0
      ? []
      : [`Not known of both: ${missing.map(({ path }) => nameOf(path)).join(", ")}.`]),
    ...(householdBits < 0.05
      ? []
      : [`Two people of one household would be as alike: ${signed(-householdBits)} bits.`]),
  ];
}

function ofField({ path, level, bits, heldBy }: FieldEvidence): string {
  const held = heldBy === undefined ? "" : `, as in ${heldBy} records`;
  const words = { same: "the same", close: "close", similar: "similar", different: "different" };
  const word = level === "missing" ? "missing" : words[level];
  return `${nameOf(path)} is ${word}${held}: ${signed(bits)} bits.`;
}

function nameOf(path: string): string {
  return path.replace(/^attributes\./, "");
}

/** Never rounded up to certainty. */
function percent(probability: number): string {
  return `${(Math.floor(probability * 10_000) / 100).toFixed(2)} %`;
}

function signed(bits: number): string {
  return `${bits < 0 ? "−" : "+"}${Math.abs(bits).toFixed(1)}`;
}
