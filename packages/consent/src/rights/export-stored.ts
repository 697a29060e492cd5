import type { CallOptions, Instant, JsonValue, Page, Paged } from "@wellsent/core";
import type { DataSubject } from "./data-holder.js";
import {
  loadContact,
  loadEntries,
  loadPerson,
  pages,
  type StoreClass,
  type StorePlace,
} from "./stored-person.js";

/** All that the store keeps of a person, by class of data. */
export async function exportStored(
  place: StorePlace,
  subject: DataSubject,
  { now, events: names }: { readonly now: Instant; readonly events: readonly string[] },
  options?: CallOptions,
): Promise<Readonly<Record<StoreClass, readonly JsonValue[]>>> {
  const { store, tenant } = place;
  const contact = await loadContact(place, subject, options);
  const json = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
  const all = async (
    read: (page: Page) => Promise<Paged<unknown>>,
  ): Promise<readonly JsonValue[]> => {
    const items: JsonValue[] = [];
    for await (const item of pages(read)) items.push(json(item));
    return items;
  };
  const { points } = await loadPerson(place, subject, options);
  const entries = await loadEntries(place, subject, points, options);
  const evidence = entries.flatMap(({ id, payload }) =>
    payload === undefined ? [] : [{ event: id, payload }],
  );
  if (contact === null) {
    return {
      contact: [],
      activity: [],
      messages: [],
      workflows: [],
      consent_evidence: json(evidence) as readonly JsonValue[],
    };
  }
  const id = contact.id;
  const tasks = { tenant, contact: id };
  /** What was written to the contacts that were merged into this one, and the merges themselves. */
  const mergedHistory = async (): Promise<readonly JsonValue[]> => {
    const merges = await store.readMerges({ tenant, contact: id }, options);
    const gone = merges.flatMap((merge) =>
      merge.contact === id && merge.undoneAt === null ? merge.gone : [],
    );
    const changes: JsonValue[] = [];
    for (const contact of gone)
      changes.push(
        ...(await all((page) => store.readContactChanges({ tenant, contact, ...page }, options))),
      );
    return [...merges.map(json), ...changes];
  };
  const events = Object.fromEntries(names.map((name) => [name, null]));
  const facts = await store.readFacts(
    { tenant, now, contact: id, needs: { events, messages: 0, consent: false } },
    options,
  );
  return {
    contact: [
      json(contact),
      ...(await all((page) => store.readContactChanges({ tenant, contact: id, ...page }, options))),
      ...(await mergedHistory()),
      // What colleagues wrote down about the person is data of the person.
      ...(await all((page) => store.readNotes({ tenant, contact: id, ...page }, options))),
      ...(await all(() => store.readFlowConflicts({ tenant, contact: id }, options))),
    ],
    activity: json([
      ...(facts?.events ?? []),
      ...(facts?.memberships ?? []),
    ]) as readonly JsonValue[],
    messages: await all((page) => store.readOutbox({ tenant, contact: id, ...page }, options)),
    workflows: [
      ...(await all((page) => store.readEnrollments({ tenant, contact: id, ...page }, options))),
      ...(await all((page) => store.readStepLog({ tenant, contact: id, ...page }, options))),
      // What colleagues were asked about the person is data of the person, done or not.
      ...(await all((page) => store.readTasks({ ...tasks, state: "open", ...page }, options))),
      ...(await all((page) => store.readTasks({ ...tasks, state: "done", ...page }, options))),
      ...(await store.readCalls({ tenant, contact: id }, options)).map(json),
    ],
    consent_evidence: json(evidence) as readonly JsonValue[],
  };
}
