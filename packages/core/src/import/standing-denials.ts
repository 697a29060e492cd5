import type { TenantId } from "../identifiers.js";
import type { ContactPointConsent } from "../ports/consent-gate.js";
import type { Store } from "../ports/store/store.js";
import type { ImportConsent } from "./import-options.js";
import type { ReadBatch } from "./read-batch.js";

/** The denials that stand against a batch's addresses, by address. Found by fingerprint: the contact may be long gone. */
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
  await Promise.all(
    [...addresses].map(async (address) => {
      for (const fingerprint of consent.gate.fingerprints("email", address)) {
        const facts = await store.readConsent(
          { tenant, fingerprint },
          signal === undefined ? {} : { signal },
        );
        const code = facts === null ? null : (denialOf(facts) ?? suppressionCode(facts));
        if (code !== null) {
          denials.set(address, code);
          return;
        }
      }
    }),
  );
  return denials;
}

function suppressionCode({ suppressions }: ContactPointConsent): string | null {
  const reasons = suppressions.map(({ reason }) => reason);
  const erased = reasons.find((reason) => /^eras/i.test(reason));
  if (erased !== undefined) return "SUPPRESSED_ERASED";
  const [reason] = reasons;
  return reason === undefined
    ? null
    : `SUPPRESSED_${reason.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}
