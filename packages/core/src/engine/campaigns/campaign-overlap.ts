import type { AudiencePart } from "../../campaigns/index.js";
import type { CampaignId, ContactId, TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { CallOptions } from "../../ports/call-options.js";
import type { CampaignRecord, RecipientRecord } from "../../ports/store/campaign.js";
import type { ContactFacts } from "../../ports/store/facts.js";
import type { Store } from "../../ports/store/store.js";
import { beginFor } from "./campaign-times.js";

/** Counts people by the other campaigns that they are in. */
export interface OverlapCount {
  readonly byCampaign: Readonly<Record<string, number>>;
  add(people: readonly ContactFacts[]): Promise<void>;
}

interface OverlapDependencies {
  readonly store: Pick<Store, "readCampaigns" | "readRecipients">;
}

const week: Milliseconds = 7 * 86_400_000;
const pageSize = 200;

/** For the other campaigns of the week before or after this one begins. */
export async function overlapCount(
  { store }: OverlapDependencies,
  campaign: CampaignRecord,
  now: Instant,
  options: CallOptions,
): Promise<OverlapCount> {
  const { tenant } = campaign;
  const others = await campaignsAround(store, campaign, now, options);
  const byCampaign: Record<string, number> = {};
  return {
    byCampaign,
    add: async (people) => {
      if (people.length === 0) return;
      const contacts = people.map(({ contact }) => contact.id);
      const read = recipientReader(store, tenant, contacts, options);
      for (const other of others) {
        const both = await peopleIn(other, people, read);
        if (both > 0) byCampaign[other.id] = (byCampaign[other.id] ?? 0) + both;
      }
    },
  };
}

async function campaignsAround(
  store: OverlapDependencies["store"],
  campaign: CampaignRecord,
  now: Instant,
  options: CallOptions,
): Promise<readonly CampaignRecord[]> {
  const at = campaign.beginsAt ?? beginFor(campaign, now);
  const found: CampaignRecord[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const from: { readonly after?: string } = after === "" ? {} : { after };
    const page = { tenant: campaign.tenant, limit: pageSize, ...from };
    const { items, next } = await store.readCampaigns(page, options);
    found.push(...items.filter((other) => other.id !== campaign.id && isNear(other, at, now)));
    after = next;
  }
  return found;
}

function isNear(
  { state, beginsAt, endedAt, progress }: CampaignRecord,
  at: Instant,
  now: Instant,
): boolean {
  const begins = progress.t0 ?? beginsAt;
  // Nobody has said when it begins, or it never did.
  if (begins === null || (state === "cancelled" && progress.t0 === null)) return false;
  const ends = endedAt ?? Math.max(begins, now);
  return begins <= at + week && ends >= at - week;
}

type RecipientReader = (
  campaign: CampaignId,
) => Promise<ReadonlyMap<ContactId, RecipientRecord["state"]>>;

/** Each campaign is read once for the same people. */
function recipientReader(
  store: OverlapDependencies["store"],
  tenant: TenantId,
  contacts: readonly ContactId[],
  options: CallOptions,
): RecipientReader {
  const known = new Map<CampaignId, ReturnType<RecipientReader>>();
  return (campaign) => {
    const read =
      known.get(campaign) ??
      store
        .readRecipients({ tenant, campaign, contacts }, options)
        .then(({ items }) => new Map(items.map(({ contact, state }) => [contact, state])));
    known.set(campaign, read);
    return read;
  };
}

async function peopleIn(
  other: CampaignRecord,
  people: readonly ContactFacts[],
  read: RecipientReader,
): Promise<number> {
  const { audience } = other.definition;
  const begun = other.progress.t0 !== null;
  const recipients = begun ? await read(other.id) : null;
  // Whose hour is still to come is no recipient yet.
  const isWhole = begun && other.state !== "preparing" && other.progress.waves.length === 0;
  const parts = isWhole ? [] : [...audience.in, ...(audience.except ?? [])];
  const received = new Map<CampaignId, Awaited<ReturnType<RecipientReader>>>();
  for (const part of parts)
    if ("receivedFrom" in part) received.set(part.receivedFrom, await read(part.receivedFrom));
  const isIn = (facts: ContactFacts) => (part: AudiencePart) => {
    if ("segment" in part) return facts.memberships.some(({ segment }) => segment === part.segment);
    if ("list" in part) return facts.lists.includes(part.list);
    if ("all" in part) return true;
    return received.get(part.receivedFrom)?.get(facts.contact.id) === "out";
  };
  return people.filter((facts) => {
    const state = recipients?.get(facts.contact.id);
    if (state !== undefined || isWhole) return state === "waiting" || state === "out";
    return audience.in.some(isIn(facts)) && !(audience.except ?? []).some(isIn(facts));
  }).length;
}
