import type { ContactId } from "../identifiers.js";
import { type DamagedUnit, errorCode, runUnits } from "./units.js";

/** A unit of one contact. */
export interface ContactPart {
  readonly contact: ContactId;
}

/** Contacts whose units failed within one call, each with its first error and that error's code. */
export interface ContactFailures {
  readonly codes: ReadonlyMap<ContactId, string>;
  readonly thrown: ReadonlyMap<ContactId, unknown>;
  fail(contact: ContactId, error: unknown): void;
  /**
   * Runs a passed function on each unit; `null` for those that fail, and for those that failed
   * before they were run.
   */
  run<U extends ContactPart, R extends object>(
    units: readonly (U | (ContactPart & DamagedUnit))[],
    run: (unit: U) => R,
  ): readonly (R | null)[];
}

/** `before`: contacts that are known to fail, with their codes. */
export function createContactFailures(before?: ReadonlyMap<ContactId, string>): ContactFailures {
  const codes = new Map(before);
  const thrown = new Map<ContactId, unknown>();
  const fail = (contact: ContactId, error: unknown): void => {
    if (!thrown.has(contact)) thrown.set(contact, error);
    if (!codes.has(contact)) codes.set(contact, errorCode(error));
  };
  return {
    codes,
    thrown,
    fail,
    run<U extends ContactPart, R extends object>(
      units: readonly (U | (ContactPart & DamagedUnit))[],
      run: (unit: U) => R,
    ) {
      const tell = (unit: U): R => {
        try {
          return run(unit);
        } catch (error) {
          fail(unit.contact, error);
          throw error;
        }
      };
      const { results } = runUnits<U, R>(units, tell, undefined, ({ contact }) => contact);
      return results.map((result, index) => {
        if (result.ok) return result.value;
        const unit = units[index];
        if (unit !== undefined && "damaged" in unit) fail(unit.contact, unit.damaged);
        return null;
      });
    },
  };
}

/**
 * Thrown to undo an attempt whose writes include those of failed contacts. The call is then made
 * again without them.
 */
export class ContactsFailed extends Error {
  readonly failed: ReadonlyMap<ContactId, string>;

  constructor(failed: ReadonlyMap<ContactId, string>) {
    super("Some contacts could not be routed.");
    this.failed = failed;
  }
}
