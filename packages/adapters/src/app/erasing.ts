import type { ContactId, TenantId } from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, readContactId } from "./contact-reference.js";
import type { Publishing } from "./publishing.js";
import { type ErasedPerson, type EraseOptions, erasePerson } from "./rights.js";

interface Erasing {
  readonly contact: ContactId;
  readonly done: Promise<ErasedPerson>;
}

/**
 * Erases, one call of a case after the other. Whoever asks for the same person again meanwhile gets
 * the result of the call before, and tries for themselves only where that failed.
 */
export function createErase(deps: AppDependencies & Publishing, tenant: TenantId) {
  const last = new Map<string, Erasing>();

  const after = async (
    before: Erasing | undefined,
    reference: ContactReference,
    options: EraseOptions,
  ): Promise<ErasedPerson> => {
    const result = await before?.done.catch(() => undefined);
    options.signal?.throwIfAborted();
    if (result !== undefined && before?.contact === readContactId(reference)) return result;
    return erasePerson(deps, tenant, reference, options);
  };

  return async (reference: ContactReference, options: EraseOptions = {}): Promise<ErasedPerson> => {
    await deps.prepare(tenant, options);
    const { case: id } = options;
    if (id === undefined) return erasePerson(deps, tenant, reference, options);
    const done = after(last.get(id), reference, options);
    const erasing = { contact: readContactId(reference), done };
    last.set(id, erasing);
    try {
      return await done;
    } finally {
      if (last.get(id) === erasing) last.delete(id);
    }
  };
}
