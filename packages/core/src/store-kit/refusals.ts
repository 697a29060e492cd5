import { StoreError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";

/** Throws unless a record that is about to be written belongs to the tenant of the call. */
export function sameTenant(expected: TenantId, actual: TenantId, path: string): void {
  if (actual !== expected) {
    throw new StoreError(
      "STORE_TENANT_MISMATCH",
      "A record of one tenant was written in a call of another.",
      { path, remedy: "Give every record the tenant of the call." },
    );
  }
}

export function mismatch(message: string, path?: string): StoreError {
  return new StoreError("STORE_RESULT_MISMATCH", message, path === undefined ? {} : { path });
}

export function revisionConflict(path: string): StoreError {
  return new StoreError(
    "STORE_REVISION_CONFLICT",
    "The record has been written since it was read.",
    { path, remedy: "Read it again and repeat the change." },
  );
}

export function contactConflict(path: string): StoreError {
  return new StoreError(
    "STORE_CONTACT_CONFLICT",
    "A key or an address would belong to two contacts.",
    { path, remedy: "Find the other contact by the same key or address, and merge into it." },
  );
}

export function keyChanged(kid: string): StoreError {
  return new StoreError("STORE_KEY_CHANGED", `The secret of suppression key ${kid} has changed.`, {
    path: `keys.${kid}`,
    remedy: "Give the old one back. A new one takes a new name; the old stays among previous keys.",
  });
}

export function keyMissing(kid: string): StoreError {
  return new StoreError(
    "STORE_KEY_MISSING",
    `Suppression key ${kid} is in use and was not given.`,
    {
      path: `keys.${kid}`,
      remedy:
        "Put it back among the previous keys. Where nothing hangs on it any more, name it as retired.",
    },
  );
}

export function enrollmentUnknown(path: string): StoreError {
  return new StoreError("STORE_ENROLLMENT_UNKNOWN", "The contact has no such enrolment.", { path });
}

export function enrollmentConflict(path: string): StoreError {
  return new StoreError("STORE_ENROLLMENT_CONFLICT", "An enrolment's id is taken by another one.", {
    path,
  });
}

export function definitionConflict(): StoreError {
  return new StoreError(
    "STORE_DEFINITION_CONFLICT",
    "This version of the definition exists with other content.",
    {
      path: "definition.version",
      remedy: "A published version never changes: raise the version.",
    },
  );
}
