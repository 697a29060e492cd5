import type { Schema } from "../contacts/index.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { segmentContext } from "../engine/refresh-segments.js";
import type { TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CallOptions } from "../ports/call-options.js";
import type { ContactFacts } from "../ports/store/facts.js";
import { mergeNeeds, type Segment, type SegmentContext, segmentNeeds } from "../segments/index.js";

/** What a scan of an audience reads of an engine. */
export interface AudienceHost {
  readonly options: Pick<EngineOptions<Schema>, "store" | "consent" | "senderFor" | "clock">;
}

export interface AudienceScan {
  readonly tenant: TenantId;
  readonly at: Instant;
  readonly segments: readonly Segment[];
}

/** Contacts of a page, all of which are in memory at once. */
const limit = 100;

/**
 * Everybody of a tenant with what the segments need to know, one page in memory. Segments that they
 * refer to are as of the last tick.
 */
export async function* audienceFacts(
  { options: { store, consent, senderFor } }: AudienceHost,
  { tenant, at, segments }: AudienceScan,
  call: CallOptions,
): AsyncGenerator<{ readonly facts: ContactFacts; readonly context: SegmentContext }> {
  const needs = mergeNeeds(segments.map(segmentNeeds));
  const zone = senderFor(tenant).timeZone;
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.readContacts>> = await store.readContacts(
      { tenant, limit, ...(after === null ? {} : { after }) },
      call,
    );
    const read = await Promise.all(
      page.items.map(({ id }) => store.readFacts({ tenant, now: at, contact: id, needs }, call)),
    );
    for (const facts of read) {
      // The contact was erased in the meantime.
      if (facts === null) continue;
      const isMember = (id: string): boolean =>
        facts.memberships.some(({ segment }) => segment === id);
      yield { facts, context: segmentContext(consent, facts, at, zone, isMember) };
    }
    after = page.next;
  } while (after !== null);
}
