import type { ContactPointId, TenantId } from "../identifiers.js";
import { questionFor } from "../messages/index.js";
import type { CallOptions } from "../ports/call-options.js";
import type { Clock } from "../ports/clock.js";
import type {
  AppendResult,
  ConsentDraft,
  ConsentGate,
  ContactPointConsent,
} from "../ports/consent-gate.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { IngestInput, Store } from "../ports/store/store.js";
import type { SenderOf } from "./sender-settings.js";

export interface ConsentParts {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly clock: Clock;
  readonly senderOf: SenderOf;
  /** Every purpose of the schema, with the topics it has. */
  readonly purposes: Readonly<Record<string, { readonly topics?: readonly string[] }>>;
  readonly ingest: (
    tenant: TenantId,
    inputs: readonly IngestInput[],
    options?: CallOptions,
  ) => Promise<unknown>;
}

/**
 * Appends consent events, then tells workflows and segments what changed. In that order: once the ledger holds a
 * withdrawal nothing is sent any more, whether or not the news travels further.
 */
export const recordConsent = async (
  parts: ConsentParts,
  tenant: TenantId,
  drafts: readonly ConsentDraft[],
  options: CallOptions = {},
): Promise<AppendResult> => {
  const { result, news } = await appendConsent(parts, tenant, drafts, options);
  if (news.length > 0) await parts.ingest(tenant, news, options);
  return result;
};

/** The first half of {@link recordConsent}: `news` is what is still to be told. */
export const appendConsent = async (
  parts: ConsentParts,
  tenant: TenantId,
  drafts: readonly ConsentDraft[],
  options: CallOptions = {},
): Promise<{ readonly result: AppendResult; readonly news: readonly IngestInput[] }> => {
  const { store, gate, clock } = parts;
  const points = [...new Set(drafts.flatMap((draft) => draft.contactPoint ?? []))];
  const before = new Map<ContactPointId, ContactPointConsent | null>();
  for (const contactPoint of points) {
    before.set(contactPoint, await store.readConsent({ tenant, contactPoint }, options));
  }
  const result = await store.appendConsent(
    { tenant, now: clock.now(), drafts },
    (state, wanted) => gate.append(state, wanted),
    options,
  );
  const last = result.entries.at(-1);
  if (!last) return { result, news: [] };
  const news: IngestInput[] = [];
  for (const contactPoint of points) {
    const contact = await store.readContact({ tenant, lookup: { point: contactPoint } }, options);
    const was = before.get(contactPoint);
    const is = await store.readConsent({ tenant, contactPoint }, options);
    if (!contact || !is) continue;
    const lost = withdrawnPurposes(parts, tenant, contact, contactPoint, was ?? null, is);
    const name = lost.length > 0 ? "consent.withdrawn" : "consent.changed";
    const event = {
      id: `consent:${last.id}:${contactPoint}`,
      name,
      at: clock.now(),
      data: { purposes: lost },
    };
    news.push({ kind: "event", contact: contact.id, event });
  }
  return { result, news };
};

/** Purposes for which marketing was allowed before and no longer is, whatever kind of event it was that ended it. */
const withdrawnPurposes = (
  parts: ConsentParts,
  tenant: TenantId,
  contact: ContactRecord,
  contactPoint: ContactPointId,
  was: ContactPointConsent | null,
  is: ContactPointConsent,
): readonly string[] => {
  const point = contact.points.find(({ id }) => id === contactPoint);
  if (!point || !was) return [];
  const at = parts.clock.now();
  return Object.entries(parts.purposes).flatMap(([purpose, { topics = [] }]) => {
    const cells = [null, ...topics];
    const lost = cells.some((topic) => {
      const subject = {
        tenant,
        contact,
        point,
        channel: point.channel,
        purpose,
        topic,
        processor: null,
      };
      const question = questionFor({ ...subject, messageClass: "marketing" }, "send", at);
      return !permits(parts.gate, question, is) && permits(parts.gate, question, was);
    });
    return lost ? [purpose] : [];
  });
};

/** Quiet hours are no withdrawal: what only time forbids counts as permitted. */
const permits = (
  gate: ConsentGate,
  question: ReturnType<typeof questionFor>,
  facts: ContactPointConsent,
): boolean => {
  const decision = gate.decide(question, facts);
  return decision.allowed || decision.retryAt !== undefined;
};
