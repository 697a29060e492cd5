import {
  addDuration,
  type CallOptions,
  type Catalog,
  defineWorkflow,
  type Instant,
  type JsonObject,
  type NearPlace,
  type Position,
  type Schema,
  type Weekday,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { localDate } from "@wellsent/core/timing";
import { field } from "@wellsent/templates/define";
import { type ContactReference, readContactId } from "../app/contact-reference.js";
import type { Tenant } from "../app/tenant-face.js";
import { framed } from "./frame.js";
import { mailTemplate } from "./mail.js";
import { type ReadyMade, type ReadyMadeOptions, readyMade } from "./ready-made.js";
import * as words from "./words/nearby-store.js";

/** The mail of {@link nearbyStore}. */
export type NearbyStoreMail = "nearby";

export interface NearbyStoreOptions<in out S extends Schema>
  extends Omit<ReadyMadeOptions<S, NearbyStoreMail>, "link"> {
  /** The hour, `HH:MM`, in the person's zone. Default: `10:00`. */
  readonly time?: string;
}

/**
 * Nearby store: where the nearest store is and when it is open, by its own clock. It begins by
 * {@link tellNearby}, when somebody's postal code becomes known or a store opens. Once a store and
 * year.
 * @throws DefinitionError for names that the schema lacks
 * @example
 * const stores = nearbyStore(schema, { purpose: "marketing.news" });
 * await app.add(stores);
 * await tellNearby(app.tenant("acme"), stores, { catalog, contact: ann, near, at: Date.now() });
 */
export function nearbyStore<S extends Schema>(schema: S, options: NearbyStoreOptions<S>): ReadyMade;
export function nearbyStore(schema: Schema, options: NearbyStoreOptions<Schema>): ReadyMade {
  const { id = "nearby-store", time = "10:00" } = options;
  const nearby = mailTemplate(
    schema,
    "nearby",
    {
      ...{ words: words.nearby, link: "{{store.link}}", block: words.hoursBlock },
      fields: {
        "store.name": field.text({ maxLength: 200 }),
        "store.address": field.text({ maxLength: 500 }),
        "store.link": field.url(),
        "store.kilometers": field.number({ decimals: 0 }),
        "store.week": field.list({
          maxItems: 7,
          of: { en: field.text(), de: field.text(), open: field.text({ optional: true }) },
        }),
        "store.closed": field.list({ optional: true, maxItems: 14, of: field.date() }),
      },
    },
    { ...options, workflow: id },
  );
  const workflow = defineWorkflow(schema, id, (w) =>
    framed(id, w.onRequest({ reentry: "always" }), options)
      .lateAfter("2d")
      .waitUntil({ time, zone: "contact", today: "now" })
      .send(nearby, { id: "nearby" }),
  );
  return readyMade({ ...{ workflow, templates: [nearby] }, needs: { catalog: ["places"] } });
}

export interface TellNearby {
  readonly catalog: Catalog;
  readonly contact: ContactReference;
  /**
   * The middle of the postal code, as your table of them has it. Never a device's place, and no
   * address of more than two years: people move.
   */
  readonly near: Position;
  /** Kilometers as the crow flies. Default: 15. */
  readonly within?: number;
  /** Milliseconds since 1970. */
  readonly at: Instant;
}

/**
 * Looks for the nearest store, and starts the workflow if there is one. Resolves to it; `null`:
 * none is near. A second call for the same store in the same year starts nothing.
 * @throws InputError `INPUT_CATALOG` where the catalog has no `places`
 * @example
 * const store = await tellNearby(acme, stores, { catalog, contact: ann, near: york, at: Date.now() });
 */
export async function tellNearby(
  tenant: Pick<Tenant, "id" | "enroll">,
  { workflow }: Pick<ReadyMade, "workflow">,
  { catalog, contact, near, within = 15, at }: TellNearby,
  options?: CallOptions,
): Promise<NearPlace | null> {
  if (catalog.places === undefined) {
    throw new InputError("INPUT_CATALOG", "The catalog has no places.", {
      path: "catalog.places",
      remedy: "Give one that says where the stores are.",
    });
  }
  const call = { tenant: tenant.id, near, within, limit: 1, at };
  const [store] = await catalog.places(call, options);
  if (store === undefined) return null;
  const year = localDate(store.timeZone, at).slice(0, 4);
  const start = {
    id: `${store.id}:${year}:${readContactId(contact)}`,
    data: { store: shownStore(store, at) },
  };
  await tenant.enroll(workflow, contact, start, options);
  return store;
}

const weekdays: readonly (readonly [day: Weekday, en: string, de: string])[] = [
  ["mon", "Monday", "Montag"],
  ["tue", "Tuesday", "Dienstag"],
  ["wed", "Wednesday", "Mittwoch"],
  ["thu", "Thursday", "Donnerstag"],
  ["fri", "Friday", "Freitag"],
  ["sat", "Saturday", "Samstag"],
  ["sun", "Sunday", "Sonntag"],
];

/**
 * The whole week, since nobody knows on which day it is read, and what is closed within 14
 * days.
 */
function shownStore(store: NearPlace, at: Instant): JsonObject {
  const { name, address, link, kilometers, hours, closed = [], timeZone } = store;
  const [from, to] = [at, addDuration(at, "14d", timeZone)].map((one) => localDate(timeZone, one));
  const week = weekdays.map(([day, en, de]) => {
    const open = hours
      .filter(({ days }) => days.includes(day))
      .map((one) => `${one.from}–${one.to}`)
      .sort();
    return { en, de, ...(open.length === 0 ? {} : { open: open.join(", ") }) };
  });
  const soon = closed.filter(
    (date) => from !== undefined && to !== undefined && date >= from && date <= to,
  );
  return {
    name,
    address,
    link,
    kilometers: Math.max(1, Math.round(kilometers)),
    week,
    closed: soon,
  };
}
