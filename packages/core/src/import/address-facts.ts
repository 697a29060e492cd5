import { WellsentError } from "../errors/index.js";
import type { ContactPointId, TenantId } from "../identifiers.js";
import type { ContactPointConsent, SuppressionEntry } from "../ports/consent-gate.js";
import type { Store } from "../ports/store/store.js";
import type { ImportConsent } from "./import-options.js";
import type { ReadBatch } from "./read-batch.js";

/** Stands for the denials of an address whose facts cannot be read: there may be one. */
export const unreadableFacts = "CONTACT_UNREADABLE";

/** What a store knows of a batch's addresses. */
export interface AddressFacts {
  /** The denials that stand against them, by address, and against numbers, by number. */
  readonly denials: ReadonlyMap<string, string>;
  /** The point of each, of whoever has it now, or else had it last. */
  readonly points: ReadonlyMap<string, ContactPointId>;
}

/**
 * What stands against a batch's addresses and numbers: two calls of the store, or two an address
 * where some of them cannot be read. Found by fingerprint: the contact may be long gone, or there
 * was never one.
 */
export async function readAddressFacts(
  batch: ReadBatch,
  against: { readonly store: Store; readonly tenant: TenantId; readonly consent?: ImportConsent },
  signal: AbortSignal | undefined,
): Promise<AddressFacts> {
  const { store, tenant, consent } = against;
  const denials = new Map<string, string>();
  const points = new Map<string, ContactPointId>();
  if (consent === undefined) return { denials, points };
  const denialOf = consent.denial ?? suppressionCode;
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
  if (fingerprints.length === 0) return { denials, points };
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
    const codes = facts.flatMap((one) => denialOf(one) ?? suppressionCode(one) ?? []);
    const [found] = known === null ? [unreadableFacts] : codes;
    // Nobody may ever have had it.
    const code = found ?? (await bareCode(names));
    if (code !== null) denials.set(address, code);
    const [first] = facts;
    if (first !== undefined) points.set(address, first.contactPoint);
  }
  return { denials, points };
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
