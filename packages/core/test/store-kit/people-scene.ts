import type {
  ConsentDraft,
  ContactPointRecord,
  ContactRecord,
  DeliveryEvent,
  EnrollmentRecord,
  JsonValue,
  Store,
} from "@wellsent/core";
import {
  contactId,
  contactPointId,
  enrollmentId,
  InputError,
  sendKey,
  workflowId,
} from "@wellsent/core";
import type {
  ContactFacts,
  FactsNeeded,
  IngestInput,
  MembershipResult,
  Reactions,
  Routed,
  RouteUnit,
  SegmentUnit,
} from "@wellsent/core/ports";
import { type RawRow, storeOver, type Table } from "@wellsent/core/store-kit";
import { fakeConsentGate } from "@wellsent/core/testing";
import { createDraft, person, start, tenant } from "./outbox-scene.js";
import { plainRows } from "./plain-rows.js";

export { person, start, tenant };

export const everything: FactsNeeded = {
  events: { visited: null, told: null },
  messages: null,
  consent: true,
};

export const nothing: Routed = { start: [], log: [], dirty: false };

const gate = fakeConsentGate({ allow: "all" });

export const reactions: Reactions = {
  needs: everything,
  draftsFor: (event, point) => gate.draftsFor(event, point),
  append: (state, drafts) => gate.append(state, drafts),
  createEvent: ({ act, entry }) => ({ name: "told", at: start, data: { act, entry } }),
  wake: () => [],
  route: () => nothing,
};

/** A store over plain rows, and what tests do with its people in one line each. */
export function peopleScene(sync = true) {
  const rows = plainRows(sync);
  const store: Store = storeOver(rows);
  const scene = {
    rows,
    store,
    now: start,
    write: (...contacts: readonly ContactRecord[]) =>
      store.changeContacts({ tenant, now: scene.now, lookups: [] }, () =>
        contacts.map((contact) => ({ contact })),
      ),
    people: (...names: readonly string[]) => scene.write(...names.map(person)),
    contact: (name: string) => store.readContact({ tenant, lookup: { id: contactId(name) } }),
    ingest: (
      inputs: readonly IngestInput[],
      route: (unit: RouteUnit) => Routed = () => nothing,
      over: Partial<Reactions> = {},
    ) => store.ingest({ tenant, now: scene.now, inputs }, { ...reactions, ...over, route }),
    append: (
      drafts: readonly ConsentDraft[],
      route: (unit: RouteUnit) => Routed = () => nothing,
      over: Partial<Reactions> = {},
    ) => store.appendConsent({ tenant, now: scene.now, drafts }, { ...reactions, ...over, route }),
    /** Starts runs by an event of their contacts. */
    async begin(...runs: readonly EnrollmentRecord[]): Promise<void> {
      await scene.ingest(
        runs.map(({ contact, id }) => visit(contact, `began-${id}`)),
        ({ facts }) => ({
          ...nothing,
          start: runs.filter(({ contact }) => contact === facts.contact.id),
        }),
      );
    },
    mail: (name: string) =>
      store.enqueue(
        { tenant, now: scene.now, contacts: [contactId(name)], needs: everything },
        () => createDraft(name, { key: sendKey(`mail-${name}`) }),
      ),
    async facts(name: string, needs: FactsNeeded = everything): Promise<ContactFacts> {
      const read = { tenant, now: scene.now, contact: contactId(name), needs };
      const facts = await store.readFacts(read);
      if (facts === null) throw new Error(`no contact ${name}`);
      return facts;
    },
    /** Looks at everybody who is due; answers whose turn it was. */
    async look(
      result: (unit: SegmentUnit) => Partial<MembershipResult> = () => ({}),
    ): Promise<readonly string[]> {
      const seen: string[] = [];
      await store.refreshSegments(
        { tenant, now: scene.now, limit: 100, needs: everything },
        (unit) => {
          const { id } = unit.facts.contact;
          seen.push(id);
          const { memberships } = unit.facts;
          return {
            contact: id,
            memberships,
            recheckAt: null,
            start: [],
            wake: [],
            log: [],
            ...result(unit),
          };
        },
      );
      return seen.sort();
    },
    async runs(name: string): Promise<readonly EnrollmentRecord[]> {
      return (await store.readEnrollments({ tenant, contact: contactId(name) })).items;
    },
    async quarantine(): Promise<readonly (readonly [string, string, string])[]> {
      const { items } = await store.readQuarantine({ tenant });
      return items.map(({ kind, id, code }) => [kind, id, code]);
    },
    /** Overwrites columns of one row, as a broken disk might. */
    damage(table: Table, id: string, columns: RawRow): void {
      const held = rows.listRows(tenant, table);
      const place = held.findIndex((row) => row["id"] === id);
      held[place] = { ...held[place], ...columns };
    },
    /** Everything in every table, for telling whether anything was written. */
    snapshot: (tables: readonly Table[]): string =>
      JSON.stringify(tables.map((table) => rows.listRows(tenant, table))),
  };
  return scene;
}

export type PeopleScene = ReturnType<typeof peopleScene>;

export function bad(): never {
  throw new InputError("INPUT_TEST", "This unit is poisoned.");
}

/** Ids of the ledger's entries, in their order, which has no gap. */
export async function ledgerIds({ store }: PeopleScene): Promise<readonly string[]> {
  const { items } = await store.readLedger({ tenant, limit: 1000 });
  if (items.some(({ seq }, index) => seq !== index)) throw new Error("the ledger has a gap");
  return items.map(({ id }) => id);
}

/** Routes nothing, and fails for these. */
export function failing(names: readonly string[]) {
  return ({ facts }: RouteUnit): Routed => (names.includes(facts.contact.id) ? bad() : nothing);
}

export function visit(name: string, id: string, at: number = start): IngestInput {
  return {
    kind: "event",
    contact: contactId(name),
    event: { id, name: "visited", at, data: { page: id } },
  };
}

export function report(
  name: string,
  type: DeliveryEvent["type"],
  dedupeKey: string = `${name}-${type}`,
): IngestInput {
  return {
    kind: "delivery",
    event: { type, dedupeKey, message: sendKey(`mail-${name}`), at: start },
  };
}

export function consent(
  point: string,
  id: string,
  type = "consent.granted",
  payload?: Readonly<Record<string, JsonValue>>,
): ConsentDraft {
  return {
    id,
    type,
    contactPoint: contactPointId(point),
    effectiveAt: start,
    fields: {},
    ...(payload === undefined ? {} : { payload, salt: "5a".repeat(32) }),
  };
}

export function run(name: string, over: Partial<EnrollmentRecord> = {}): EnrollmentRecord {
  return {
    tenant,
    id: enrollmentId(`run-${name}`),
    workflow: workflowId("welcome"),
    version: 1,
    contact: contactId(name),
    revision: 0,
    state: {},
    status: "active",
    wakeAt: start,
    waitingFor: [],
    pending: [],
    entryKey: "once",
    startedAt: start,
    endedAt: null,
    outcome: null,
    ...over,
  };
}

export function createPoint(
  id: string,
  address: string,
  ...fingerprints: readonly string[]
): ContactPointRecord {
  return {
    id: contactPointId(id),
    channel: "email",
    address,
    fingerprints,
  };
}
