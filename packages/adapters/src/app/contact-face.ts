import type { CallOptions, ContactChangeRecord, TenantId } from "@wellsent/core";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, readContactId } from "./contact-reference.js";
import { readPages } from "./reading.js";

/** What was written to a tenant's contacts, when and why. */
export interface TenantContacts {
  /**
   * Every write of a contact, oldest first: which values it changed, from what to what, and its
   * cause. Where the current values come from is in `origins` of the record.
   * @example
   * for await (const { at, cause, values } of acme.changes(ann))
   *   for (const { path, from, to } of values) console.log(at, cause?.source, path, from, to);
   */
  changes(contact: ContactReference, options?: CallOptions): AsyncIterable<ContactChangeRecord>;
  /**
   * Removes what was written before an instant from the history of all contacts: for a retention
   * period. The contacts stay as they are. Gives the number of entries that are gone.
   * @throws StoreError `STORE_RESULT_MISMATCH` for what is no instant
   * @example
   * await acme.dropChanges(Date.now() - 3 * 365 * 86_400_000);
   */
  dropChanges(before: number, options?: CallOptions): Promise<number>;
}

export function contactFace(
  { engine, clock }: Pick<AppDependencies, "engine" | "clock">,
  tenant: TenantId,
): TenantContacts {
  const { store } = engine;
  return {
    changes: (contact, call) =>
      readPages((page) =>
        store.readContactChanges({ tenant, contact: readContactId(contact), ...page }, call),
      ),
    async dropChanges(before, call) {
      for (let sum = 0; ; ) {
        const scope = { tenant, now: clock.now() };
        const { dropped, more } = await store.dropContactChanges(
          { ...scope, before, limit: 1000 },
          call,
        );
        sum += dropped;
        if (!more) return sum;
      }
    },
  };
}
