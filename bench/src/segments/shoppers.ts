import { contactId, tenantId } from "@wellsent/core";
import type { ContactFacts, EventFact } from "@wellsent/core/ports";
import { randomSource } from "../random.ts";

/** An alias, as only its members count as those of a JSON object. */
export type Shopper = {
  readonly country?: string;
  readonly plan?: string;
  readonly status: string;
  readonly points?: number;
  readonly visits?: number;
  readonly spent: number;
  readonly age?: number;
  readonly score: number;
  readonly seenAt: number;
  readonly newsletter: boolean;
  readonly tags: readonly string[];
  readonly address: { readonly city?: string; readonly zip: string };
};

export const now = Date.UTC(2026, 10, 30, 12);
export const day = 86_400_000;
const countries = ["DE", "FR", "US", "GB", "IT", "AT", "CH", "NL"] as const;
export const cities = ["Berlin", "Paris", "Rome", "Wien", "Bern", "Leeds", "Austin"] as const;
const plans = ["free", "pro", "team"] as const;
const statuses = ["active", "idle", "blocked", "new"] as const;
const tags = [[], ["vip"], ["vip", "beta"], ["beta"], ["staff", "vip"], ["press"]] as const;
export const eventNames = ["viewed", "ordered", "searched", "returned"] as const;

export interface Person extends ContactFacts {
  readonly contact: ContactFacts["contact"] & { readonly attributes: Shopper };
}

/** A tenth of what may be missing is missing; `events`: at most so many, over two years. */
export function shoppers(count: number, events = 0): readonly Person[] {
  const random = randomSource(count + events);
  const pick = <T>(of: readonly T[]): T => of[random(of.length)] as T;
  const some = <T extends object>(member: T): Partial<T> => (random(10) === 0 ? {} : member);
  const nothing: readonly never[] = [];
  return Array.from({ length: count }, (_, place): Person => {
    const attributes: Shopper = {
      ...some({ country: pick(countries) }),
      ...some({ plan: pick(plans) }),
      status: pick(statuses),
      ...some({ points: random(100) }),
      ...some({ visits: random(80) }),
      spent: random(100_000) / 100,
      ...some({ age: 16 + random(70) }),
      score: random(1000),
      seenAt: now - random(365) * day,
      newsletter: random(2) === 0,
      tags: [...pick(tags)],
      address: { ...some({ city: pick(cities) }), zip: String(10_000 + random(80_000)) },
    };
    return {
      contact: {
        tenant: tenantId("t1"),
        id: contactId(`c${place}`),
        key: `k${place}`,
        points: nothing,
        attributes,
        lists: nothing,
        locale: null,
        timeZone: null,
        jurisdiction: null,
        createdAt: 0,
        updatedAt: 0,
        revision: 1,
      },
      memberships: nothing,
      lists: nothing,
      events: events === 0 ? nothing : history(random, random(events)),
      messages: nothing,
      consent: nothing,
      enrolled: nothing,
    };
  });
}

function history(random: (below: number) => number, count: number): readonly EventFact[] {
  return Array.from(
    { length: count },
    (_, place): EventFact => ({
      id: `e${place}`,
      name: eventNames[random(eventNames.length)] ?? "",
      at: now - random(730) * day - random(day),
      data: { total: random(20_000) / 100, first: random(3) === 0 },
    }),
  ).sort((left, right) => right.at - left.at);
}
