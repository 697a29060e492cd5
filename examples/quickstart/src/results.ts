// What came of it, read back from the store alone.
import type { Tenant } from "@wellsent/adapters/app";
import type { ContactId, ContactPointId, OutboxRecord, Store } from "@wellsent/core";
import { segmentId } from "@wellsent/core";
import { stepCounter, type WorkflowCounts } from "@wellsent/core/diagram";

interface PersonResult {
  readonly id: ContactId;
  readonly point: ContactPointId | undefined;
  /** Templates that were handed over and taken. */
  readonly templates: readonly string[];
  readonly asked: boolean;
  readonly subscribed: boolean;
  readonly clicked: boolean;
}

export interface Results {
  readonly contacts: readonly PersonResult[];
  /** Template, then counts: sent, rejected, failed, unknown, skipped, queued. */
  readonly byTemplate: readonly (readonly (string | number)[])[];
  readonly nonSends: readonly (readonly [reason: string, count: number])[];
  /** By day, then template. */
  readonly sendsPerDay: ReadonlyMap<string, Readonly<Record<string, number>>>;
  readonly workflow: WorkflowCounts;
}

interface Paged<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

async function* everything<T>(
  read: (page: { readonly after?: string; readonly limit: number }) => Promise<Paged<T>>,
): AsyncGenerator<T> {
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const page: Paged<T> = await read({ limit: 500, ...(after === null ? {} : { after }) });
    yield* page.items;
    after = page.next;
  }
}

const statuses = ["accepted", "rejected", "failed", "unknown", "skipped", "queued"] as const;

export async function collectResults(
  shop: Pick<Tenant, "id" | "contacts" | "messages">,
  store: Store,
  workflow: string,
): Promise<Results> {
  const byTemplate = new Map<string, Map<string, number>>();
  const nonSends = new Map<string, number>();
  const perDay = new Map<string, Record<string, number>>();
  const steps = stepCounter();
  const count = (counts: Map<string, number>, name: string): void =>
    void counts.set(name, (counts.get(name) ?? 0) + 1);
  const mails = new Map<ContactId, OutboxRecord[]>();
  for await (const message of shop.messages()) {
    const counts = byTemplate.get(message.template) ?? new Map();
    byTemplate.set(message.template, counts);
    count(counts, message.status === "claimed" ? "queued" : message.status);
    mails.set(message.contact, [...(mails.get(message.contact) ?? []), message]);
    if (message.status === "accepted" && message.settledAt !== null) {
      const name = new Date(message.settledAt).toISOString().slice(0, 10);
      const day = perDay.get(name) ?? {};
      day[message.template] = (day[message.template] ?? 0) + 1;
      perDay.set(name, day);
    } else if (message.status !== "queued" && message.status !== "claimed") {
      count(nonSends, `${message.reasons[0]?.code ?? message.status} (${message.template})`);
    }
  }
  const contacts: PersonResult[] = [];
  const needs = { events: {}, messages: null, consent: false };
  for await (const contact of shop.contacts()) {
    const sent = (mails.get(contact.id) ?? []).filter(({ status }) => status === "accepted");
    const facts = await store.readFacts({ tenant: shop.id, now: 0, contact: contact.id, needs });
    contacts.push({
      id: contact.id,
      point: contact.points.find(({ channel }) => channel === "email")?.id,
      templates: sent.map(({ template }) => template),
      asked: mails.has(contact.id),
      subscribed:
        sent.some(({ template }) => template === "welcome") ||
        (facts?.memberships.some(({ segment }) => segment === segmentId("subscribers")) ?? false),
      clicked: facts?.messages.some(({ clickedAt }) => clickedAt !== null) ?? false,
    });
    for await (const entry of everything((page) =>
      store.readStepLog({ tenant: shop.id, contact: contact.id, ...page }),
    )) {
      if (entry.workflow !== workflow) continue;
      steps.add(entry);
      const effects = entry.detail["effects"];
      for (const effect of Array.isArray(effects) ? effects : []) {
        if (effect?.kind === "skip")
          count(nonSends, `${effect.reasons?.[0]?.code ?? "SKIPPED"} (${effect.template})`);
      }
    }
  }
  return {
    contacts,
    byTemplate: [...byTemplate]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([template, counts]) => [
        template,
        ...statuses.map((status) => counts.get(status) ?? 0),
      ]),
    nonSends: [...nonSends].sort((a, b) => b[1] - a[1]),
    sendsPerDay: perDay,
    workflow: steps.counts(),
  };
}
