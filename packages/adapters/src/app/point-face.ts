import type {
  CallOptions,
  Channel,
  ContactPointId,
  ContactPointRecord,
  ContactRecord,
  PurposeOf,
  Schema,
  TenantId,
} from "@wellsent/core";
import { contactPointId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact, readContactId } from "./contact-reference.js";
import { loadLedger } from "./peers.js";
import { readPages } from "./reading.js";

/** What is said of an address or number of a contact. */
export interface PointNotes<S extends Schema = Schema> {
  /** What it is to the person: `work`, `private`, `billing`. `null` takes it away. */
  readonly label?: string | null;
  /** What it is written to for, each with all below it. `null`: for anything. */
  readonly purposes?: readonly PurposeOf<S>[] | null;
}

export type NewPoint<S extends Schema = Schema> = PointNotes<S> &
  (
    | { readonly email: string; readonly phone?: never }
    | { readonly phone: string; readonly email?: never }
  ) & {
    /** Asked before the contact's other points. Default: after them. */
    readonly first?: boolean;
  };

/** Evidence that a point is the person's. */
export interface PointEvidence {
  /** `confirmed`: it answered a question of ours. `delivered`: a provider reported a delivery. */
  readonly by: "confirmed" | "delivered" | (string & Record<never, never>);
  readonly at: number;
}

export interface KnownPoint extends Omit<ContactPointRecord, "fingerprints" | "verified"> {
  /** From 1: the order in which points are asked. */
  readonly rank: number;
  /** The newest first. A delivery shows that the address works, and not whose it is. */
  readonly evidence: readonly PointEvidence[];
}

/** Addresses and numbers of contacts. None of these verbs permits anything. */
export interface TenantPoints<S extends Schema = Schema> {
  /**
   * The contact's points by rank, with what shows that they are theirs: the answer to a double
   * opt-in, a reported delivery, or the host's own word.
   * @example
   * for (const { rank, address, label, evidence } of await acme.points.list(ann))
   *   console.log(rank, address, label, evidence[0]?.by);
   */
  list(contact: ContactReference, options?: CallOptions): Promise<readonly KnownPoint[]>;
  /**
   * Adds an address or number beside the others. One that the contact has is left as it is.
   * @throws InputError `INPUT_ADDRESS`, `INPUT_PURPOSE`, `INPUT_LABEL`, `INPUT_CONTACT_UNKNOWN`;
   * StoreError `STORE_CONTACT_CONFLICT` where somebody else has it
   * @example
   * const work = await acme.points.add(ann, { email: "ann@work.example", label: "work" });
   */
  add(
    contact: ContactReference,
    point: NewPoint<S>,
    options?: CallOptions,
  ): Promise<ContactPointId>;
  /**
   * Says what a point is to the person, and what it is written to for.
   * @example
   * await acme.points.describe(ann, work, { label: "billing", purposes: ["marketing.news"] });
   */
  describe(
    contact: ContactReference,
    point: ContactPointId,
    notes: PointNotes<S>,
    options?: CallOptions,
  ): Promise<void>;
  /**
   * Puts on record how the host knows that a point is the person's. No consent follows from it.
   * @throws InputError `INPUT_VERIFICATION` without a plain name of the way
   * @example
   * await acme.points.verify(ann, work, { by: "identity-card" });
   */
  verify(
    contact: ContactReference,
    point: ContactPointId,
    how: { readonly by: string; readonly at?: number },
    options?: CallOptions,
  ): Promise<void>;
  /**
   * Puts points first, in this order; all others follow as they were.
   * @example
   * await acme.points.rank(ann, [work]);
   */
  rank(
    contact: ContactReference,
    points: readonly ContactPointId[],
    options?: CallOptions,
  ): Promise<void>;
  /**
   * Takes a point from the contact. What was said at it stays on record, denials above all.
   * @throws InputError `INPUT_CONTACT_POINT` where the contact has no such point
   * @example
   * await acme.points.remove(ann, work);
   */
  remove(contact: ContactReference, point: ContactPointId, options?: CallOptions): Promise<void>;
}

type Points = readonly ContactPointRecord[];

export function pointFace(deps: AppDependencies, tenant: TenantId): TenantPoints {
  const { engine, clock, ids, schema } = deps;
  const { store } = engine;
  const gate = engine.options.consent;

  /** Writes what `change` makes of the points. */
  async function change(
    contact: ContactReference,
    turn: (points: Points) => Points,
    call?: CallOptions,
  ): Promise<void> {
    const now = clock.now();
    await store.changeContacts(
      {
        ...{ tenant, now, keys: gate, lookups: [{ id: readContactId(contact) }] },
        cause: { source: "host" },
      },
      ([found]) => {
        const known = contactIn(found);
        const points = turn(known.points);
        return points === known.points ? [] : [{ contact: { ...known, points, updatedAt: now } }];
      },
      call,
    );
  }

  const changeOne = (
    contact: ContactReference,
    id: ContactPointId,
    turn: (point: ContactPointRecord) => ContactPointRecord,
    call?: CallOptions,
  ): Promise<void> =>
    change(
      contact,
      (points) => {
        if (!points.some((point) => point.id === id)) throw noSuchPoint("point");
        return points.map((point) => (point.id === id ? turn(point) : point));
      },
      call,
    );

  return {
    async list(contact, call) {
      const { id, points } = await loadContact(deps, tenant, contact, call);
      const evidence = new Map<string, PointEvidence[]>();
      for (const point of points) {
        const { verified } = point;
        const own: PointEvidence[] = verified === undefined ? [] : [verified];
        evidence.set(point.id, own);
        const entries = readPages((page) =>
          store.readLedger({ tenant, contactPoint: point.id, ...page }, call),
        );
        for await (const { type, recordedAt } of entries)
          if (type === "consent.confirmed") own.push({ by: "confirmed", at: recordedAt });
      }
      const now = clock.now();
      const needs = { events: {}, messages: now, consent: false };
      const facts = await store.readFacts({ ...{ tenant, now, contact: id }, needs }, call);
      const delivered = new Map(
        facts?.messages.flatMap(({ key, deliveredAt }) =>
          deliveredAt === null ? [] : [[key, deliveredAt] as const],
        ),
      );
      const messages = readPages((page) =>
        store.readOutbox({ tenant, contact: id, ...page }, call),
      );
      for await (const { contactPoint, key } of messages) {
        const at = delivered.get(key);
        if (at !== undefined) evidence.get(contactPoint)?.push({ by: "delivered", at });
      }
      return points.map(({ fingerprints: _, verified: __, ...point }, index) => ({
        ...{ ...point, rank: index + 1 },
        evidence: (evidence.get(point.id) ?? []).sort((a, b) => b.at - a.at),
      }));
    },
    async add(contact, { email, phone, first = false, ...notes }, call) {
      const noted = checkNotes(schema, notes);
      const channel: Channel = email === undefined ? "sms" : "email";
      const { normalizeAddress } = await loadLedger();
      const address = normalizeAddress(channel, email ?? phone ?? "");
      let id = contactPointId(ids.next());
      await change(
        contact,
        (points) => {
          const known = points.find(
            (point) => point.channel === channel && point.address === address,
          );
          if (known !== undefined) {
            id = known.id;
            return points;
          }
          const fingerprints = gate.fingerprints(channel, address);
          const added = noted({ id, channel, address, fingerprints });
          return first ? [added, ...points] : [...points, added];
        },
        call,
      );
      return id;
    },
    describe: async (contact, id, notes, call) =>
      changeOne(contact, id, checkNotes(schema, notes), call),
    async verify(contact, id, { by, at = clock.now() }, call) {
      checkName(by, "by", "INPUT_VERIFICATION");
      if (!Number.isSafeInteger(at) || at < 0 || at > clock.now()) {
        throw new InputError("INPUT_VERIFICATION", "A point is verified at no time to come.", {
          path: "at",
          remedy: "Pass milliseconds of the past, or leave it out.",
        });
      }
      await changeOne(contact, id, (point) => ({ ...point, verified: { at, by } }), call);
    },
    rank: (contact, order, call) =>
      change(
        contact,
        (points) => {
          const ranked = [...new Set(order)].map((id) => {
            const point = points.find((each) => each.id === id);
            if (point === undefined) throw noSuchPoint("points");
            return point;
          });
          return [...ranked, ...points.filter((point) => !ranked.includes(point))];
        },
        call,
      ),
    remove: (contact, id, call) =>
      change(
        contact,
        (points) => {
          if (!points.some((point) => point.id === id)) throw noSuchPoint("point");
          return points.filter((point) => point.id !== id);
        },
        call,
      ),
  };
}

export function contactIn(
  found: ContactRecord | { readonly unreadable: Error } | null | undefined,
): ContactRecord {
  if (found === null || found === undefined) {
    throw new InputError("INPUT_CONTACT_UNKNOWN", "This tenant has no such contact.", {
      path: "contact",
      remedy: "Import or identify the contact first; ids never cross tenants.",
    });
  }
  if ("unreadable" in found) throw found.unreadable;
  return found;
}

function noSuchPoint(path: string): InputError {
  return new InputError("INPUT_CONTACT_POINT", "The contact has no such address or number.", {
    path,
    remedy: "Take the ids from `points.list`.",
  });
}

/** Checks notes, and gives what writes them onto a point. */
function checkNotes({ purposes: known }: Schema, { label, purposes }: PointNotes) {
  if (typeof label === "string") checkName(label, "label", "INPUT_LABEL");
  for (const [index, purpose] of (purposes ?? []).entries()) {
    const names = Object.keys(known);
    if (names.some((each) => each === purpose || each.startsWith(`${purpose}.`))) continue;
    throw new InputError("INPUT_PURPOSE", "The schema has no such purpose.", {
      path: `purposes[${index}]`,
      remedy: "Name purposes of the schema, or leave the list out.",
    });
  }
  return ({
    label: before,
    purposes: others,
    ...point
  }: ContactPointRecord): ContactPointRecord => {
    const name = label === undefined ? before : label;
    const uses = purposes === undefined ? others : purposes;
    return {
      ...point,
      ...(name === undefined || name === null ? {} : { label: name }),
      ...(uses === undefined || uses === null ? {} : { purposes: [...uses] }),
    };
  };
}

function checkName(name: string, path: string, code: `INPUT_${string}`): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N} ._:-]{0,63}$/u.test(name)) return;
  throw new InputError(code, "This is no plain name.", {
    path,
    remedy: "Use up to 64 letters, digits, spaces, dots, colons and hyphens.",
  });
}
