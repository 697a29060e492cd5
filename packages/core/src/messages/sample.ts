import { DefinitionError } from "../errors/index.js";
import { murmur3 } from "../hash/murmur3.js";
import type { ContactId } from "../identifiers.js";

/**
 * A part of all contacts, drawn by hash: the same ones in every run, process and year. A larger
 * share only adds contacts; another salt draws anew.
 */
export interface Sample {
  /** From 0, nobody, to 1, everybody. */
  readonly share: number;
  readonly salt: string;
}

/** Whether a contact is drawn. `kind` keeps samples of different kinds apart that share a salt. */
export function isDrawn(
  { share, salt }: Sample,
  kind: "holdout" | "control",
  contact: ContactId,
): boolean {
  return murmur3(`${kind}/${salt}/${contact}`) < share * 2 ** 32;
}

/** @throws DefinitionError `DEFINITION_SAMPLE` */
export function checkSample({ share, salt }: Sample, path: string): void {
  if (typeof share !== "number" || !(share >= 0 && share <= 1)) {
    throw new DefinitionError("DEFINITION_SAMPLE", "A share is a number from 0 to 1.", {
      path: `${path}.share`,
      remedy: "Write 0.1 for a tenth of all contacts.",
    });
  }
  if (typeof salt !== "string" || salt === "") {
    throw new DefinitionError("DEFINITION_SAMPLE", "A sample is drawn with a salt.", {
      path: `${path}.salt`,
      remedy: "Give any text, and keep it as long as the same people shall be drawn.",
    });
  }
}
