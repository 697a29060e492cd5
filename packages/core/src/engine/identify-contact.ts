import { normalizeEmailAddress } from "../addresses/index.js";
import { type AttributesOf, parseAttributes, type Schema } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import {
  type ContactId,
  contactId,
  contactPointId,
  type ListId,
  type TenantId,
} from "../identifiers.js";
import type { JsonObject } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/clock.js";
import type { Channel, ConsentGate } from "../ports/consent-gate.js";
import type { IdSource } from "../ports/id-source.js";
import type {
  ContactLookup,
  ContactPointRecord,
  ContactRecord,
} from "../ports/store/contact-record.js";
import type { Store } from "../ports/store/store.js";

export interface IdentifyInput<S extends Schema> {
  readonly tenant: TenantId;
  /** The host's own number for this person. Absent: the e-mail address identifies them. */
  readonly key?: string;
  readonly email?: string;
  /** E.164. */
  readonly phone?: string;
  /** Merged over what is known; `null` takes a value away. */
  readonly attributes?: { readonly [Name in keyof AttributesOf<S>]?: AttributesOf<S>[Name] | null };
  readonly lists?: readonly ListId[];
  readonly locale?: string;
  /** IANA, as the person stated it. */
  readonly timeZone?: string;
  /** ISO 3166, with subdivision where known: `DE`, `US-CA`. */
  readonly jurisdiction?: string;
}

export interface IdentifiedContact {
  readonly contact: ContactId;
  readonly created: boolean;
  readonly points: readonly Pick<ContactPointRecord, "id" | "channel">[];
}

export interface IdentifyParts {
  readonly schema: Schema;
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/**
 * Makes a contact, or adds to the one there is. Permits nothing: being known is not having agreed. Another address on
 * the same channel replaces the old one, and starts without any consent; the old one keeps its denials.
 */
export const identifyContact = async <S extends Schema>(
  { schema, store, gate, clock, ids }: IdentifyParts,
  input: IdentifyInput<S>,
  options: CallOptions = {},
): Promise<IdentifiedContact> => {
  const { tenant } = input;
  const now = clock.now();
  const addresses = addressesOf(input);
  const [first] = addresses;
  const key = input.key ?? first?.address;
  if (key === undefined) {
    throw new InputError("INPUT_IDENTITY", "A contact needs a key or an e-mail address.", {
      remedy: "Pass the number your application knows this person by, or their address.",
    });
  }
  const lookups: readonly ContactLookup[] = [{ key }, ...addresses];
  let result: IdentifiedContact | null = null;
  await store.changeContacts(
    { tenant, now, lookups },
    (found) => {
      const known = found.find((contact) => contact !== null) ?? null;
      const contact = known ?? emptyContact(tenant, contactId(ids.next()), key, now);
      const attributes = merged(contact.attributes, input.attributes ?? {});
      const parsed = parseAttributes(schema, attributes);
      if (!parsed.ok) {
        const [issue] = parsed.issues;
        throw new InputError(
          "INPUT_ATTRIBUTES",
          `The attributes are not what the schema says: ${issue?.message ?? "refused"}`,
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
      result = {
        contact: contact.id,
        created: known === null,
        points: points.map(({ id, channel }) => ({ id, channel })),
      };
      return [{ contact: changed }];
    },
    options,
  );
  return result ?? missing();
};

const missing = (): never => {
  throw new InputError("INPUT_IDENTITY", "The store did not let the contact be written.");
};

const addressesOf = ({
  email,
  phone,
}: IdentifyInput<Schema>): readonly { readonly channel: Channel; readonly address: string }[] => {
  const addresses: { readonly channel: Channel; readonly address: string }[] = [];
  if (email !== undefined) {
    const parsed = normalizeEmailAddress(email);
    if (!parsed.ok)
      throw new InputError("INPUT_ADDRESS", `This is no e-mail address: ${parsed.code}.`, {
        path: "email",
      });
    addresses.push({ channel: "email", address: parsed.address });
  }
  if (phone !== undefined) {
    if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
      throw new InputError("INPUT_ADDRESS", "This is no telephone number in E.164.", {
        path: "phone",
        remedy: "Write it like +4930123456; @wellsent/adapters/phone reads national forms.",
      });
    }
    addresses.push({ channel: "sms", address: phone });
  }
  return addresses;
};

const emptyContact = (
  tenant: TenantId,
  id: ContactId,
  key: string,
  now: number,
): ContactRecord => ({
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
});

const merged = (known: JsonObject, changes: object): JsonObject =>
  Object.fromEntries(
    Object.entries({ ...known, ...changes }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  );

const withAddress = (
  points: readonly ContactPointRecord[],
  channel: Channel,
  address: string,
  gate: ConsentGate,
  ids: IdSource,
): readonly ContactPointRecord[] => {
  if (points.some((point) => point.channel === channel && point.address === address)) return points;
  const id = contactPointId(ids.next());
  const added = { id, channel, address, fingerprints: gate.fingerprints(channel, address) };
  return [...points.filter((point) => point.channel !== channel), added];
};
