import { readableContact } from "../contacts/index.js";
import { WellsentError } from "../errors/index.js";
import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Decision } from "../ports/consent-gate.js";
import type { ContactLookup } from "../ports/store/contact-record.js";
import type { Store } from "../ports/store/store.js";

interface OpenDayDependencies {
  readonly store: Pick<Store, "readContact" | "changeContacts">;
}

interface Whose {
  readonly tenant: TenantId;
  readonly lookup: ContactLookup;
  readonly now: Instant;
}

/**
 * Whether the day of an opening may be recorded without a grant, to find addresses that nobody
 * reads any more (CNIL 2026-042).
 */
export function isDayOnly({ obligations }: Decision): boolean {
  return obligations.includes("KEEP_LAST_OPEN_DAY_ONLY");
}

/**
 * Replaces the stored day of the last opening, and records nothing else: no hour, no mail, no
 * client. `updatedAt` does not change, because it would reveal the hour.
 */
export function keepOpenDay(
  deps: OpenDayDependencies,
  whose: Whose,
  openedAt: Instant,
  options: CallOptions,
): Promise<void> {
  return changeDay(deps, whose, new Date(openedAt).toISOString().slice(0, 10), options);
}

/**
 * Removes the day of a person who objects. Nothing is written if no day is stored. The person can
 * leave even if the contact cannot be read.
 */
export async function forgetOpenDay(
  deps: OpenDayDependencies,
  whose: Whose,
  options: CallOptions,
): Promise<void> {
  const { tenant, lookup } = whose;
  try {
    const found = await deps.store.readContact({ tenant, lookup }, options);
    if (found?.lastOpenDay !== undefined) await changeDay(deps, whose, null, options);
  } catch (error) {
    if (!(WellsentError.isInstance(error) && error.code === "STORE_CORRUPT")) throw error;
  }
}

/** Another caller may write the same contact at the same moment. */
const attempts = 3;

async function changeDay(
  { store }: OpenDayDependencies,
  { tenant, lookup, now }: Whose,
  day: string | null,
  options: CallOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await store.changeContacts(
        { tenant, now, lookups: [lookup] },
        ([found = null]) => {
          const known = readableContact(found);
          if (known === null) return [];
          const { lastOpenDay = null, ...contact } = known;
          // Days only move forward, so a scanner of old mails changes nothing.
          if (lastOpenDay === day || (day !== null && lastOpenDay !== null && day < lastOpenDay))
            return [];
          return [{ contact: day === null ? contact : { ...contact, lastOpenDay: day } }];
        },
        options,
      );
      return;
    } catch (error) {
      const isConflict =
        WellsentError.isInstance(error) && error.code === "STORE_REVISION_CONFLICT";
      if (!isConflict || attempt === attempts) throw error;
    }
  }
}
