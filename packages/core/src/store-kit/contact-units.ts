import { StoreError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import type { EnrollmentRecord } from "../ports/store/enrollment.js";
import type { ContactFacts, FactsNeeded } from "../ports/store/facts.js";
import type { StoreScope } from "../ports/store/store.js";
import type { ContactPart } from "./contact-failures.js";
import { contactRows } from "./facts.js";
import type { Io } from "./io.js";
import type { RawRow } from "./row-request.js";
import { decodeEnrollment } from "./run-codec.js";
import { type DamagedUnit, tried } from "./units.js";

/** A contact with its facts and all of its runs, oldest first. */
export interface ContactUnit extends ContactPart {
  readonly facts: ContactFacts;
  readonly enrollments: readonly EnrollmentRecord[];
}

/** A contact with those of its runs that can be read, whether or not anything else of it can. */
export interface RunsUnit extends ContactPart {
  readonly enrollments: readonly EnrollmentRecord[];
}

interface ContactUnits {
  readonly units: readonly (ContactUnit | (ContactPart & DamagedUnit))[];
  /** The same contacts, for what needs no facts. */
  readonly runs: readonly RunsUnit[];
}

/**
 * Contacts as units of work, locked, in the order given. One that does not exist is left out; one
 * that cannot be read has failed already. `locked`: rows of contacts that this call locked before.
 */
export function* contactUnits(
  scope: StoreScope,
  contacts: readonly ContactId[],
  needs: FactsNeeded,
  locked: readonly RawRow[] = [],
): Io<ContactUnits> {
  const rows = yield* contactRows(scope, contacts, needs, { lock: true, runs: true, locked });
  const units: (ContactUnit | (ContactPart & DamagedUnit))[] = [];
  const runs: RunsUnit[] = [];
  for (const contact of contacts) {
    const read = rows.get(contact);
    if (read === undefined) continue;
    const enrollments = read.runs.map((row) => tried(() => decodeEnrollment(row)));
    const whole = enrollments.flatMap((one) => (one instanceof StoreError ? [] : [one]));
    const damaged = enrollments.find((one) => one instanceof StoreError);
    const { facts } = read;
    runs.push({ contact, enrollments: whole });
    if (facts instanceof StoreError) units.push({ contact, damaged: facts });
    else if (damaged instanceof StoreError) units.push({ contact, damaged });
    else units.push({ contact, facts, enrollments: whole });
  }
  return { units, runs };
}
