import { WellsentError } from "../errors/index.js";
import type { ContactPointId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { ContactPointConsent, SuppressionEntry } from "../ports/consent-gate.js";
import type { Store } from "../ports/store/store.js";
import type { ImportConsent } from "./import-options.js";
import type { ReadBatch } from "./read-batch.js";

/** Used in place of a denial for an address with unreadable facts: they may include one. */
export const unreadableFacts = "CONTACT_UNREADABLE";

/** What a store knows about the addresses of a batch. */
export interface AddressFacts {
  /** The denials in force, by e-mail address or phone number. */
  readonly denials: ReadonlyMap<string, string>;
  /** Any denial in force, also of a single purpose, by address. Only filled for a diff. */
  readonly standing: ReadonlyMap<string, string>;
  /** The contact point of each address: of its present owner, or else of its last one. */
  readonly points: ReadonlyMap<string, ContactPointId>;
}

/**
 * Reads the denials in force against a batch's addresses and numbers. Takes two calls of the store,
 * or two per address if some facts cannot be read. Facts are found by fingerprint, because the
 * contact may be gone or may never have existed.
 */
export async function readAddressFacts(
  batch: ReadBatch,
  against: { readonly store: Store; readonly tenant: TenantId; readonly consent?: ImportConsent },
  signal: AbortSignal | undefined,
  /** For a diff: the time at which denials stand. */
  at?: Instant,
): Promise<AddressFacts> {
  const { store, tenant, consent } = against;
  const denials = new Map<string, string>();
  const standing = new Map<string, string>();
  const points = new Map<string, ContactPointId>();
  if (consent === undefined) return { denials, standing, points };
  const readDenial = consent.denial ?? suppressionCode;
  const drafts = batch.rows.flatMap((row) => ("draft" in row ? [row.draft] : []));
  const addresses = new Set(drafts.map(({ email }) => email.address));
  const numbers = new Set(drafts.flatMap(({ phone }) => phone ?? []));
  const prints = new Map(
    [...addresses].map((address) => [address, consent.gate.fingerprints("email", address)]),
  );
  const numberPrints = new Map(
    [...numbers].map((number) => [number, consent.gate.fingerprints("sms", number)]),
  );
  const fingerprints = [...prints.values()].flat();
  if (fingerprints.length === 0) return { denials, standing, points };
  const call = signal === undefined ? {} : { signal };
  const read = async (names: readonly string[]): Promise<Facts | null> => {
    try {
      return await store.readConsents({ tenant, fingerprints: names }, call);
    } catch (error) {
      if (WellsentError.isInstance(error) && error.code === "STORE_CORRUPT") return null;
      throw error;
    }
  };
  const suppressed = async (names: readonly string[]): Promise<Suppressions | null> => {
    try {
      return await store.readSuppressions({ tenant, fingerprints: names }, call);
    } catch (error) {
      if (WellsentError.isInstance(error) && error.code === "STORE_CORRUPT") return null;
      throw error;
    }
  };
  const barred = await suppressed([...fingerprints, ...[...numberPrints.values()].flat()]);
  const bareCode = async (names: readonly string[]): Promise<string | null> => {
    const known = barred ?? (await suppressed(names));
    if (known === null) return unreadableFacts;
    return suppressionCode({ suppressions: names.flatMap((name) => known.get(name) ?? []) });
  };
  for (const [number, names] of numberPrints) {
    const code = await bareCode(names);
    if (code !== null) denials.set(number, code);
  }
  const together = await read(fingerprints);
  for (const [address, names] of prints) {
    const known = together ?? (await read(names));
    const facts = names.flatMap((name) => known?.get(name) ?? []);
    const codes = facts.flatMap((one) => readDenial(one) ?? suppressionCode(one) ?? []);
    const [found] = known === null ? [unreadableFacts] : codes;
    // Without an owner, the denial may be kept at the fingerprint alone.
    const code = found ?? (await bareCode(names));
    if (code !== null) denials.set(address, code);
    const noted = at === undefined ? [] : facts.flatMap((one) => consent.standing?.(one, at) ?? []);
    const stands = noted[0] ?? code;
    if (stands !== null) standing.set(address, stands);
    const [first] = facts;
    if (first !== undefined) points.set(address, first.contactPoint);
  }
  return { denials, standing, points };
}

type Suppressions = ReadonlyMap<string, readonly SuppressionEntry[]>;
type Facts = ReadonlyMap<string, ContactPointConsent>;

function suppressionCode({
  suppressions,
}: Pick<ContactPointConsent, "suppressions">): string | null {
  const reasons = suppressions.map(({ reason }) => reason);
  const erased = reasons.find((reason) => /^eras/i.test(reason));
  if (erased !== undefined) return "SUPPRESSED_ERASED";
  const [reason] = reasons;
  return reason === undefined
    ? null
    : `SUPPRESSED_${reason.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}
