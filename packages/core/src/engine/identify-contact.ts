import { normalizeEmailAddress } from "../addresses/index.js";
import {
  type AttributesOf,
  describeIssues,
  droppedNames,
  parseAttributes,
  readableContact,
  type Schema,
} from "../contacts/index.js";
import { InputError, StoreError } from "../errors/index.js";
import {
  type ContactId,
  contactId,
  contactPointId,
  type ListId,
  type TenantId,
} from "../identifiers.js";
import { channels } from "../messages/channels.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Channel, ConsentGate } from "../ports/consent-gate.js";
import type { Clock, IdSource } from "../ports/sources.js";
import type { ValueSource } from "../ports/store/contact-change.js";
import type {
  ContactLookup,
  ContactPointRecord,
  ContactRecord,
  FoundContact,
} from "../ports/store/contact-record.js";
import type { Store } from "../ports/store/store.js";
import { changedAttributes } from "./attribute-faults.js";
import {
  checkDepth,
  checkHostId,
  checkJurisdiction,
  checkLocale,
  checkTimeZone,
} from "./check-input.js";
import type { LiveCatalog } from "./live-catalog.js";
import type { Publisher } from "./publisher.js";
import type { ReactionsFor } from "./reactions.js";
import type { Telemetry } from "./telemetry.js";

export interface IdentifyInput<S extends Schema> {
  readonly tenant: TenantId;
  /** The host's own id for this person. Absent: the e-mail address identifies the contact. */
  readonly key?: string;
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
  /** Merged with the known attributes; `null` removes one. */
  readonly attributes?: { readonly [Name in keyof AttributesOf<S>]?: AttributesOf<S>[Name] | null };
  readonly lists?: readonly ListId[];
  readonly locale?: string;
  /** IANA, as the person stated it. */
  readonly timeZone?: string;
  /** ISO 3166, with subdivision where known: `DE`, `US-CA`. */
  readonly jurisdiction?: string;
  /**
   * Where the values come from: `form`, `survey`, `call`, `order`, `browsing`, `chat`, `crm` or a
   * name of your own. Kept as the origin of each value that differs. Default: `host`.
   */
  readonly source?: ValueSource;
  /** Who asked for it, for the contact's history: your id of a colleague or a service. */
  readonly actor?: string;
  /**
   * Names this write in the tenant: a second one of the same name writes nothing, and answers with
   * the contact as it is then. Absent: each call writes.
   */
  readonly once?: string;
}

export interface IdentifiedContact {
  readonly contact: ContactId;
  readonly created: boolean;
  readonly points: readonly Pick<ContactPointRecord, "id" | "channel">[];
  /**
   * The attributes that were not kept, since the schema does not know them. Absent: all were. Data
   * that nobody has described is not stored; a strict schema, such as `z.strictObject`, refuses it.
   */
  readonly dropped?: readonly string[];
}

export interface IdentifyDependencies {
  readonly schema: Schema;
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly telemetry: Pick<Telemetry, "log">;
  readonly catalog: Pick<LiveCatalog, "forTenant" | "refresh">;
  readonly publisher: Pick<Publisher, "publish">;
  readonly reactions: ReactionsFor;
}

/**
 * Creates a contact, or updates an existing one. Grants no permission: being known is not consent.
 * A new address on a channel replaces the first one there and starts without consent. The old address keeps
 * its denials, and the person's withdrawals there count for the new address too.
 */
export async function identifyContact<S extends Schema>(
  deps: IdentifyDependencies,
  input: IdentifyInput<S>,
  options: CallOptions = {},
): Promise<IdentifiedContact> {
  const { schema, store, gate, clock, ids, telemetry } = deps;
  const { tenant } = input;
  const now = clock.now();
  const addresses = readAddresses(input);
  const [first] = addresses;
  const key = input.key ?? first?.address;
  if (key === undefined || key === "") {
    throw new InputError("INPUT_IDENTITY", "A contact needs a key or an e-mail address.", {
      remedy: "Pass the number your application knows this person by, or their address.",
    });
  }
  checkHostId(key, "key", "INPUT_IDENTITY");
  if (input.timeZone !== undefined) checkTimeZone(input.timeZone, "timeZone");
  if (input.locale !== undefined) checkLocale(input.locale, "locale");
  if (input.jurisdiction !== undefined) checkJurisdiction(input.jurisdiction, "jurisdiction");
  if (input.source !== undefined) checkHostId(input.source, "source", "INPUT_SOURCE");
  if (input.actor !== undefined) checkHostId(input.actor, "actor", "INPUT_SOURCE");
  if (input.once !== undefined) checkHostId(input.once, "once");
  checkLists(input.lists);
  checkAttributes(input.attributes);
  const lookups: readonly ContactLookup[] = [{ key }, ...addresses];
  if (input.lists !== undefined && input.lists.length > 0) {
    await deps.catalog.refresh(tenant, options);
    const { triggerLists } = deps.catalog.forTenant(tenant);
    // A run needs its version in the store.
    if (input.lists.some((list) => triggerLists.has(list)))
      await deps.publisher.publish(tenant, options);
  }
  const made: { result: IdentifiedContact | null } = { result: null };
  const { applied } = await store.changeContacts(
    {
      ...(input.once === undefined ? {} : { once: input.once }),
      ...{ tenant, now, lookups, keys: gate, lists: deps.reactions({ tenant, now }) },
      cause: {
        source: input.source ?? "host",
        ...(input.actor === undefined ? {} : { actor: input.actor }),
      },
    },
    (found) => {
      const known = found.map(readableContact).find((contact) => contact !== null) ?? null;
      const contact =
        known === null
          ? emptyContact(tenant, contactId(ids.next()), key, now)
          : { ...known, key: chooseKey(known, input.key, found[0]) };
      const attributes = changedAttributes(contact.attributes, { ...input.attributes });
      const parsed = parseAttributes(schema, attributes);
      if (!parsed.ok) {
        const [issue] = parsed.issues;
        throw new InputError(
          "INPUT_ATTRIBUTES",
          `The attributes are not what the schema says. ${describeIssues(parsed.issues)}`,
          {
            path: `attributes${issue?.path ? `.${issue.path}` : ""}`,
            remedy: "Nothing was written. Send what the schema describes, or extend the schema.",
          },
        );
      }
      const points = addresses.reduce(
        (kept, { channel, address }) => withAddress(kept, channel, address, gate, ids),
        contact.points,
      );
      const changed: ContactRecord = {
        ...contact,
        points,
        attributes: parsed.value,
        lists: [...new Set([...contact.lists, ...(input.lists ?? [])])],
        locale: input.locale ?? contact.locale,
        timeZone:
          input.timeZone === undefined
            ? contact.timeZone
            : { name: input.timeZone, source: "stated" },
        jurisdiction: input.jurisdiction ?? contact.jurisdiction,
        updatedAt: now,
      };
      const dropped = droppedNames(schema, { ...input.attributes }, parsed.value);
      made.result = {
        ...(dropped.length === 0 ? {} : { dropped }),
        contact: contact.id,
        created: known === null,
        points: points.map(({ id, channel }) => ({ id, channel })),
      };
      return [{ contact: changed }];
    },
    options,
  );
  if (!applied) return knownBefore(store, tenant, lookups, options);
  const { dropped = [], ...known } = made.result ?? missing();
  if (dropped.length === 0) return known;
  const message = "Attributes that the schema does not know were not kept.";
  telemetry.log("warn", message, { tenant, code: "ATTRIBUTES_DROPPED", count: dropped.length });
  return { ...known, dropped };
}

/** What a write that was made before has found or made. */
async function knownBefore(
  store: Store,
  tenant: TenantId,
  lookups: readonly ContactLookup[],
  options: CallOptions,
): Promise<IdentifiedContact> {
  for (const lookup of lookups) {
    const contact = await store.readContact({ tenant, lookup }, options);
    if (contact === null) continue;
    const points = contact.points.map(({ id, channel }) => ({ id, channel }));
    return { contact: contact.id, created: false, points };
  }
  throw new InputError("INPUT_CONTACT_UNKNOWN", "The contact of that write is gone.", {
    path: "once",
    remedy: "Nothing was written. Whoever was erased comes back under another name only.",
  });
}

/**
 * The key of a known contact. A contact that was made without a key has its address instead until
 * the host gives one.
 */
function chooseKey(
  { id, key, points }: ContactRecord,
  given: string | undefined,
  named: FoundContact | undefined,
): string {
  if (given === undefined || given === key) return key;
  // The key of a contact that was merged leads to the survivor, which has its own.
  if (named && !("unreadable" in named) && named.id === id) return key;
  if (points.some(({ address }) => address === key)) return given;
  throw new StoreError(
    "STORE_CONTACT_CONFLICT",
    "The address is that of a contact with another key.",
    {
      path: "key",
      remedy: "Nothing was written. Find out whether the two keys are one person.",
    },
  );
}

function missing(): never {
  throw new InputError("INPUT_IDENTITY", "The store did not let the contact be written.");
}

function checkLists(lists: unknown): void {
  if (lists === undefined) return;
  if (!Array.isArray(lists)) {
    throw new InputError("INPUT_LIST", "The lists of a contact are no list.", { path: "lists" });
  }
  for (const [index, list] of lists.entries()) checkHostId(list, `lists[${index}]`, "INPUT_LIST");
}

function checkAttributes(attributes: unknown): void {
  checkDepth(attributes, "attributes");
  if (attributes === undefined) return;
  if (typeof attributes === "object" && attributes !== null && !Array.isArray(attributes)) return;
  throw new InputError("INPUT_ATTRIBUTES", "The attributes are no object.", {
    path: "attributes",
    remedy: "Nothing was written. Pass an object of the schema's attributes.",
  });
}

/** Callers without types may pass any value. */
function isText(value: unknown): value is string {
  return typeof value === "string";
}

type Readers = Readonly<Record<Channel, (input: IdentifyInput<Schema>) => string | null>>;

/** Each channel's normalized address of an input; `null` if the input has none. */
const addressReaders: Readers = {
  email: ({ email }) => {
    if (email === undefined) return null;
    const parsed = isText(email) ? normalizeEmailAddress(email) : null;
    if (parsed?.ok) return parsed.address;
    throw new InputError("INPUT_ADDRESS", `This is no e-mail address: ${parsed?.code ?? "type"}.`, {
      path: "email",
      remedy: "Write it like ann@mail.example; @wellsent/core/addresses proposes corrections.",
    });
  },
  sms: ({ phone }) => {
    if (phone === undefined) return null;
    if (isText(phone) && /^\+[1-9]\d{6,14}$/.test(phone)) return phone;
    throw new InputError("INPUT_ADDRESS", "This is no telephone number in E.164.", {
      path: "phone",
      remedy: "Write it like +4930123456; @wellsent/adapters/phone reads national forms.",
    });
  },
};

function readAddresses(
  input: IdentifyInput<Schema>,
): readonly { readonly channel: Channel; readonly address: string }[] {
  return Object.values(channels).flatMap((channel) => {
    const address = addressReaders[channel](input);
    return address === null ? [] : [{ channel, address }];
  });
}

export function emptyContact(
  tenant: TenantId,
  id: ContactId,
  key: string,
  now: number,
): ContactRecord {
  return {
    tenant,
    id,
    key,
    points: [],
    attributes: {},
    lists: [],
    locale: null,
    timeZone: null,
    jurisdiction: null,
    createdAt: now,
    updatedAt: now,
    revision: 0,
  };
}

/** The points with this address: on its channel, it replaces the one before. */
export function withAddress(
  points: readonly ContactPointRecord[],
  channel: Channel,
  address: string,
  gate: Pick<ConsentGate, "fingerprints">,
  ids: IdSource,
): readonly ContactPointRecord[] {
  if (points.some((point) => point.channel === channel && point.address === address)) return points;
  const id = contactPointId(ids.next());
  const added = { id, channel, address, fingerprints: gate.fingerprints(channel, address) };
  const first = points.find((point) => point.channel === channel);
  if (first === undefined) return [...points, added];
  // It is what the first one was to the person; whether it is theirs is to be shown anew.
  const { label, purposes } = first;
  const kept = {
    ...(label === undefined ? {} : { label }),
    ...(purposes === undefined ? {} : { purposes }),
  };
  return points.map((point) => (point === first ? { ...added, ...kept } : point));
}
