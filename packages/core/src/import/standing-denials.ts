import { WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { ContactPointConsent } from "../ports/consent-gate.js";
import type { Store } from "../ports/store/store.js";
import type { ImportConsent } from "./import-options.js";
import type { ReadBatch } from "./read-batch.js";

/** Stands for the denials of an address whose facts cannot be read: there may be one. */
export const unreadableStanding = "CONTACT_UNREADABLE";

/**
 * The denials that stand against a batch's addresses, by address: one call of the store, or one an
 * address where some of them cannot be read. Found by fingerprint: the contact may be long gone.
 */
export async function standingDenials(
  batch: ReadBatch,
  against: { readonly store: Store; readonly tenant: TenantId; readonly consent?: ImportConsent },
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const { store, tenant, consent } = against;
  const denials = new Map<string, string>();
  if (consent === undefined) return denials;
  const denialOf = consent.denial ?? suppressionCode;
  const addresses = new Set(
    batch.rows.flatMap((row) => ("draft" in row ? [row.draft.email.address] : [])),
  );
  const prints = new Map(
    [...addresses].map((address) => [address, consent.gate.fingerprints("email", address)]),
  );
  const fingerprints = [...prints.values()].flat();
  if (fingerprints.length === 0) return denials;
  const call = signal === undefined ? {} : { signal };
  const read = async (names: readonly string[]): Promise<Facts | null> => {
    try {
      return await store.readConsents({ tenant, fingerprints: names }, call);
    } catch (error) {
      if (WellsentError.isInstance(error) && error.code === "STORE_CORRUPT") return null;
      throw error;
    }
  };
  const together = await read(fingerprints);
  for (const [address, names] of prints) {
    const known = together ?? (await read(names));
    const facts = names.flatMap((name) => known?.get(name) ?? []);
    const codes = facts.flatMap((one) => denialOf(one) ?? suppressionCode(one) ?? []);
    const [code] = known === null ? [unreadableStanding] : codes;
    if (code !== undefined) denials.set(address, code);
  }
  return denials;
}

type Facts = ReadonlyMap<string, ContactPointConsent>;

function suppressionCode({ suppressions }: ContactPointConsent): string | null {
  const reasons = suppressions.map(({ reason }) => reason);
  const erased = reasons.find((reason) => /^eras/i.test(reason));
  if (erased !== undefined) return "SUPPRESSED_ERASED";
  const [reason] = reasons;
  return reason === undefined
    ? null
    : `SUPPRESSED_${reason.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}
