// People, and what a store knows of them: what tests of SQLite files are told with.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ContactRecord,
  contactId,
  contactPointId,
  type Store,
  sendKey,
  tenantId,
} from "@wellsent/core";
import type { ClaimReport, Judge, Reactions } from "@wellsent/core/ports";
import { fakeConsentGate } from "@wellsent/core/testing";

export const tenant = tenantId("acme");
export const scope = { tenant, now: 1_000 };
export const needs = { events: {}, messages: 0, consent: false };
export const worker = { worker: "w1", leaseMs: 60_000 };

const gate = fakeConsentGate({ allow: "all" });

export const reactions: Reactions = {
  needs,
  draftsFor: gate.draftsFor,
  append: gate.append,
  createEvent: ({ act }) => ({ name: `consent:${act}`, at: 0, data: {} }),
  wake: () => [],
  route: () => ({ start: [], log: [], dirty: true }),
};

export function contact(name: string): ContactRecord {
  const address = `${name}@example.com`;
  const fingerprints = gate.fingerprints("email", address);
  return {
    ...{ tenant, id: contactId(`c-${name}`), key: name, lists: [], locale: null, timeZone: null },
    points: [{ id: contactPointId(`p-${name}`), channel: "email", address, fingerprints }],
    attributes: { note: `a note about ${name}`, filler: name.repeat(40) },
    ...{ jurisdiction: null, createdAt: 0, updatedAt: 0, revision: 0 },
  };
}

export function add(
  store: Store,
  ...names: readonly string[]
): ReturnType<Store["changeContacts"]> {
  return store.changeContacts({ ...scope, lookups: [] }, () =>
    names.map((name) => ({ contact: contact(name) })),
  );
}

function linksTo(target: string) {
  return [{ position: 0, link: 0, target }];
}

export function linking(target: string): Judge {
  return {
    needs: () => needs,
    verdict: ({ message: { decision } }) => ({ verdict: "send", decision, links: linksTo(target) }),
  };
}

export function claim(store: Store, limit: number, judge: Judge): Promise<ClaimReport> {
  return store.claimOutbox(
    { ...scope, ...worker, lane: "bulk", limit, holding: [], exceptTemplates: [] },
    judge,
  );
}

/**
 * Gives a person an event, a claimed message with personal data and a personal link, and evidence
 * with a payload.
 */
export async function live(store: Store, ...names: readonly string[]): Promise<void> {
  const people = names.map(contact);
  await store.ingest(
    {
      ...scope,
      inputs: people.map(({ id, key }) => ({
        kind: "event",
        contact: id,
        event: { id: `e-${id}`, name: "ordered", at: 5, data: { to: `${key} at home` } },
      })),
    },
    reactions,
  );
  await store.enqueue(
    { ...scope, contacts: people.map(({ id }) => id), needs: { ...needs, consent: true } },
    (facts) => {
      const [point] = facts?.contact.points ?? [];
      const [consent] = facts?.consent ?? [];
      if (facts === null || point === undefined || consent === undefined) return null;
      const { id, key } = facts.contact;
      const purpose = { purpose: "news", messageClass: "marketing", channel: "email" } as const;
      const asked = { tenant, contactPoint: point.id, activity: "send", at: 0 } as const;
      return {
        ...{ tenant, contact: id, contactPoint: point.id, key: sendKey(`m-${id}`), ...purpose },
        ...{ lane: "bulk", queue: "direct", priority: 50 },
        ...{ template: "hello", topic: null, dueAt: 0 },
        origin: { kind: "direct" },
        data: { greeting: `Dear ${key}` },
        decision: gate.decide({ ...asked, ...purpose, jurisdictions: [], timeZones: [] }, consent),
      };
    },
  );
  await claim(store, names.length, {
    needs: () => needs,
    verdict: ({ message: { decision }, facts }) => ({
      ...{ verdict: "send", decision },
      links: linksTo(`https://shop.example/for/${facts.contact.key}`),
    }),
  });
  const drafts = people.map(({ id, key, points }) => ({
    ...{ id: `k-${id}`, type: "consent.granted", effectiveAt: 0, fields: {} },
    ...(points[0] === undefined ? {} : { contactPoint: points[0].id }),
    payload: { form: `signed by ${key}` },
    salt: "00".repeat(32),
  }));
  await store.appendConsent({ ...scope, drafts }, reactions);
}

/** Erases as a host does: with the denial that keeps the person from being written to. */
export function erase(store: Store, name: string): ReturnType<Store["eraseContact"]> {
  const { id, points } = contact(name);
  const suppress = points.map((point) => ({
    ...{ id: `erased-${point.id}`, type: "erased", effectiveAt: 0, fields: {} },
    contactPoint: point.id,
  }));
  return store.eraseContact({ ...scope, contact: id, suppress }, reactions);
}

/**
 * Everything in the folder, as it is on disk. Ids are pseudonyms, and stay in the ledger: they are
 * taken out.
 */
export function rawFiles(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("")
    .replaceAll(/[cp]-person\d+x/g, "");
}
