import type { TenantId } from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, contactIdOf } from "./contact-reference.js";
import type { Publishing } from "./publishing.js";
import { type ErasedPerson, type EraseOptions, erasePerson } from "./rights.js";

/**
 * Erases. Whoever asks for the same case of the same person again while it is under way gets its
 * result, and asks for themselves only where it failed.
 */
export function eraseOf(deps: AppDependencies & Publishing, tenant: TenantId) {
  const underWay = new Map<string, Promise<ErasedPerson>>();

  return async (reference: ContactReference, options: EraseOptions = {}): Promise<ErasedPerson> => {
    await deps.prepare(tenant, options);
    if (options.case === undefined) return erasePerson(deps, tenant, reference, options);
    const key = JSON.stringify([contactIdOf(reference), options.case]);
    const before = underWay.get(key);
    if (before !== undefined) {
      const result = await before.catch(() => null);
      options.signal?.throwIfAborted();
      if (result !== null) return result;
    }
    const erasing = erasePerson(deps, tenant, reference, options);
    underWay.set(key, erasing);
    try {
      return await erasing;
    } finally {
      if (underWay.get(key) === erasing) underWay.delete(key);
    }
  };
}
