import type { CallOptions, ContactId, ContactRecord, TenantId } from "@wellsent/core";
import type {
  DuplicateField,
  DuplicateOptions,
  DuplicateProgress,
  DuplicateRecord,
  DuplicateReport,
} from "@wellsent/core/duplicates";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, readContactId } from "./contact-reference.js";
import { readPages } from "./reading.js";

export interface DuplicateSearch extends Omit<DuplicateOptions, "fields" | "apart"> {
  /**
   * What contacts are compared by: `email`, `phone`, and paths into `attributes`, as in
   * `attributes.lastName`. Default: `contactFields` of the attributes that contacts have.
   */
  readonly fields?: readonly DuplicateField[];
  /** Contacts that somebody has said are two people. The store keeps no such decisions: yours does. */
  readonly apart?: readonly (readonly [ContactReference, ContactReference])[];
  /** Told after each step. */
  readonly onProgress?: (progress: DuplicateProgress) => void;
}

export interface TenantDuplicates {
  /**
   * Contacts that are one person, as far as names, birthdays, addresses and numbers tell: what to
   * look at, most probable first, with the evidence of each field. Nothing is written or merged.
   * The thread is free between steps; memory grows with the contacts.
   * @throws InputError `INPUT_DUPLICATES`
   * @example
   * const { queue } = await acme.duplicates();
   * for (const { band, ids, pairs } of queue) console.log(band, ids, pairs.flatMap(describeDuplicate));
   */
  duplicates(search?: DuplicateSearch, options?: CallOptions): Promise<DuplicateReport<ContactId>>;
}

export function tenantDuplicates(
  { engine }: Pick<AppDependencies, "engine">,
  tenant: TenantId,
): TenantDuplicates {
  return {
    async duplicates({ fields, apart = [], onProgress, ...options } = {}, call = {}) {
      const rules = await import("@wellsent/core/duplicates");
      const records: DuplicateRecord<ContactId>[] = [];
      const attributes = new Set<string>();
      const contacts: AsyncIterable<ContactRecord> = readPages((page) =>
        engine.store.readContacts({ tenant, ...page }, call),
      );
      for await (const contact of contacts) {
        records.push(rules.contactAsRecord(contact));
        for (const name of Object.keys(contact.attributes)) attributes.add(name);
      }
      const steps = rules.duplicateSteps(records, {
        ...options,
        fields: fields ?? rules.contactFields(attributes),
        apart: apart.map(([one, other]) => [readContactId(one), readContactId(other)]),
      });
      let step = steps.next();
      while (step.done !== true) {
        onProgress?.(step.value);
        await nextTurn();
        call.signal?.throwIfAborted();
        step = steps.next();
      }
      return step.value;
    },
  };
}

/** Lets timers, sockets and other requests go first. */
function nextTurn(): Promise<void> {
  return new Promise((done) => setTimeout(done, 0));
}
