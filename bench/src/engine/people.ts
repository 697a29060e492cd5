import { systemRandom } from "@wellsent/adapters/in-process";
import type { Cell } from "@wellsent/consent";
import { requestConsent, withdrawConsent } from "@wellsent/consent";
import {
  type Activity,
  type ConsentDraft,
  type ConsentGate,
  type ContactId,
  type ContactPointId,
  type ContactRecord,
  contactId,
  contactPointId,
  type IdSource,
  type Instant,
  type Store,
  tenantId,
} from "@wellsent/core";

export const tenant = tenantId("acme");
export const purpose = "marketing.news";

export interface Person {
  readonly contact: ContactId;
  readonly point: ContactPointId;
  readonly record: ContactRecord;
}

const names = ["Lucy", "Joseph", "Zoe", "Jürgen", "Ağa", "Đorđe", "Åsa", "Maria"];

/** A person by number, the same in every store. The ids are as long as real ones. */
export function personAt(
  gate: ConsentGate,
  index: number,
  now: Instant,
  zone = "Europe/Paris",
): Person {
  const digits = String(index).padStart(18, "0");
  const contact = contactId(`01kbench${digits}`);
  const point = contactPointId(`01kpoint${digits}`);
  const address = `person.${index}@mail.example`;
  const record: ContactRecord = {
    tenant,
    id: contact,
    key: address,
    points: [
      { id: point, channel: "email", address, fingerprints: gate.fingerprints("email", address) },
    ],
    attributes: { firstName: names[index % names.length] ?? "", plan: index % 3 ? "free" : "pro" },
    lists: [],
    locale: "en",
    timeZone: { name: zone, source: "stated" },
    jurisdiction: "FR",
    createdAt: now,
    updatedAt: now,
    revision: 0,
  };
  return { contact, point, record };
}

/** Writes new people, in the batches an import writes. */
export async function writePeople(
  store: Pick<Store, "changeContacts">,
  people: readonly Person[],
  now: Instant,
  batch = 500,
): Promise<void> {
  for (const some of splitIntoBatches(people, batch)) {
    const lookups = some.map(({ contact }) => ({ id: contact }));
    await store.changeContacts({ tenant, now, lookups }, () =>
      some.map(({ record }) => ({ contact: record })),
    );
  }
}

/** What somebody says on a form: yes to each of these. */
export function createGrants(
  ids: IdSource,
  { point }: Person,
  activities: readonly Activity[],
  now: Instant,
): readonly ConsentDraft[] {
  return requestConsent(
    { ids, random: systemRandom, now },
    {
      contactPoint: point,
      mode: "single",
      cells: activities.map((activity): Cell => ({ channel: "email", purpose, activity })),
    },
  ).drafts;
}

/** And no, some time later. */
export function createWithdrawal(ids: IdSource, { point }: Person, now: Instant): ConsentDraft {
  return withdrawConsent(
    { ids, random: systemRandom, now },
    { contactPoint: point, scope: { channel: "email", purpose } },
  );
}

export function splitIntoBatches<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
