import { parseAttributes, readableContact, type Schema } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import { contactId, type TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import type { ContactProposal } from "./propose-changes.js";

/** What became of a proposal. */
export interface AppliedProposal {
  /** Paths that were changed. */
  readonly applied: readonly string[];
  /** Paths whose value is no longer what the proposal saw, or that are no attributes: unchanged. */
  readonly outdated: readonly string[];
}

/** What looks at a tenant's contacts. */
export interface QualityDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly schema: Schema;
}

/**
 * Reads, compares and writes in one transaction: nobody's newer value is lost, and nobody who was
 * erased comes back.
 */
export async function applyProposal(
  { store, clock, schema }: QualityDependencies,
  tenant: TenantId,
  { contact, changes }: ContactProposal,
  call?: CallOptions,
): Promise<AppliedProposal> {
  const now = clock.now();
  const applied = new Set<string>();
  await store.changeContacts(
    { tenant, now, lookups: [{ id: contactId(contact) }], cause: { source: "quality" } },
    ([found = null]) => {
      applied.clear();
      const known = readableContact(found);
      if (known === null) return [];
      const changed = new Map(Object.entries(known.attributes));
      for (const { path, before, after } of changes) {
        const name = path.startsWith("attributes.") ? path.slice("attributes.".length) : "";
        if (!changed.has(name) || known.attributes[name] !== before) continue;
        changed.set(name, after);
        applied.add(path);
      }
      if (applied.size === 0) return [];
      const parsed = parseAttributes(schema, Object.fromEntries(changed));
      if (!parsed.ok) {
        throw new InputError(
          "INPUT_ATTRIBUTES",
          "The attributes would not be what the schema says.",
          {
            path: `attributes.${parsed.issues[0]?.path ?? ""}`,
            remedy: "Nothing was written. Mend the contact's other attributes first.",
          },
        );
      }
      return [{ contact: { ...known, attributes: parsed.value, updatedAt: now } }];
    },
    call,
  );
  const paths = changes.map(({ path }) => path);
  return {
    applied: paths.filter((path) => applied.has(path)),
    outdated: paths.filter((path) => !applied.has(path)),
  };
}
