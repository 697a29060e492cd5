// What the file does not tell is made up here, by plain rules: at what time of day people order,
// where they live, what comes back, and who wants mail.
import { day, hour, instantAt } from "./calendar.ts";
import type { Order } from "./orders.ts";

/** The shop's own zone: its days are the days of the file. */
export const shop = "Europe/Paris";

/** What a person does at an instant. */
type Deed =
  | { readonly kind: "order"; readonly id: string; readonly cents: number }
  | { readonly kind: "return"; readonly id: string }
  | { readonly kind: "grant" | "withdraw" | "come back" }
  | { readonly kind: "move" };

export type Happening = Deed & {
  readonly at: number;
  readonly person: string;
  /** Where they live from then on. */
  readonly zone: string;
};

export interface Person {
  readonly id: string;
  /** Where they live at first. */
  readonly zone: string;
  /** In order. */
  readonly happenings: readonly Happening[];
}

const zones = [shop, "Indian/Reunion", "America/Guadeloupe", "Europe/Helsinki"] as const;

/** The first moment of a month of the shop, counted from the first in the file. */
export function monthStart(month: number): number {
  return instantAt(shop, Date.UTC(2025, month, 1));
}

/** Whoever ordered before `end`, and all that they do until then. */
export function peopleFrom(
  orders: readonly Order[],
  atMost: number,
  end: number,
): readonly Person[] {
  const byCustomer = new Map<string, Dated[]>();
  for (const order of orders) {
    const deeds = deedsFor(order);
    if ((deeds[0]?.at ?? end) >= end) continue;
    const own = byCustomer.get(order.customer) ?? [];
    byCustomer.set(order.customer, [...own, ...deeds]);
  }
  return [...byCustomer].slice(0, atMost).map(([id, deeds], index) => {
    const first = Math.min(...deeds.map(({ at }) => at));
    const move = pickMove(index, first);
    const all = [...deeds, ...wishes(index, first), ...(move === null ? [] : [move])];
    const zone = zones[index % zones.length] ?? shop;
    const happenings = all
      .filter(({ at }) => at < end)
      .sort((a, b) => a.at - b.at)
      .map((deed) => {
        const isThere = move !== null && deed.at >= move.at;
        return { ...deed, person: id, zone: isThere ? move.to : zone };
      });
    return { id, zone, happenings };
  });
}

type Dated = Deed & { readonly at: number };

/** At 8, 11, 14, 17 or 20 in the shop. Each 23rd order comes back within three weeks. */
function deedsFor({ id, day: date, cents }: Order): readonly Dated[] {
  const number = Number(id.slice(1));
  const at = instantAt(shop, Date.parse(date) + (8 + 3 * (number % 5)) * hour);
  const order: Dated = { kind: "order", id, cents, at };
  if (number % 23 !== 0) return [order];
  return [order, { kind: "return", id, at: at + (1 + (number % 20)) * day }];
}

/** Each 7th never agrees; each 11th leaves later on, and every other one of these comes back. */
function wishes(index: number, first: number): readonly Dated[] {
  if (index % 7 === 6) return [];
  const agreed: Dated = { kind: "grant", at: first };
  if (index % 11 !== 10) return [agreed];
  const left: Dated = { kind: "withdraw", at: first + (60 + (index % 90)) * day + hour / 2 };
  if (index % 2 === 0) return [agreed, left];
  return [agreed, left, { kind: "come back", at: left.at + (40 + (index % 70)) * day }];
}

/**
 * Some of those on Réunion move to Guadeloupe on a Tuesday, where it will be nine o'clock again;
 * some of those in Helsinki move to Paris.
 */
function pickMove(index: number, first: number) {
  if (index % 20 === 1) {
    const weeks = Math.ceil((first - tuesday) / (7 * day)) + (index % 9);
    return { kind: "move", to: "America/Guadeloupe", at: tuesday + weeks * 7 * day } as const;
  }
  if (index % 20 !== 3) return null;
  return { kind: "move", to: shop, at: first + (90 + (index % 30)) * day + hour / 4 } as const;
}

/** At ten o'clock in UTC. */
const tuesday = Date.UTC(2025, 0, 7, 10);
