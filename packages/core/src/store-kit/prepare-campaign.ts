import { variantFor } from "../campaigns/draw.js";
import { StoreError } from "../errors/index.js";
import { type CampaignId, contactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { CampaignPlan, CampaignRecord, PrepareReport } from "../ports/store/campaign.js";
import type { StoreScope } from "../ports/store/store.js";
import { audiencePage } from "./audience-page.js";
import { lockCampaign, progressWrite, writeCampaign } from "./campaign-rows.js";
import { decodeContact } from "./contact-codec.js";
import type { MeetsZone } from "./contacts-in-zones.js";
import { checkInstant } from "./drafted-message.js";
import { all, type Io } from "./io.js";
import { atLeastOne } from "./page.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow } from "./row-request.js";
import { contactTable, recipientTable } from "./tables.js";
import { refusePromise, tried } from "./units.js";

/** See `Store.prepareCampaign`. */
export function* prepareCampaign(
  call: StoreScope & { readonly id: CampaignId; readonly limit: number },
  plan: CampaignPlan,
): Io<PrepareReport> {
  const limit = atLeastOne(call.limit, "limit");
  const locked = yield* lockCampaign(call.tenant, call.id);
  if (locked === null) return { campaign: null, added: 0, more: false };
  const { campaign } = locked;
  const cursor = openCursor(campaign, call.now);
  if (cursor === null) return { campaign, added: 0, more: false };
  const { progress, definition } = campaign;
  const asOf = campaign.state === "preparing" ? (progress.t0 ?? call.now) : call.now;
  // Who moves from one part to another meanwhile is met at least once: the key keeps them to once.
  const page = yield* audiencePage(definition.audience, cursor, asOf, limit, {
    repeats: "again",
    ...(definition.audience.when === "hour" ? { meets: zonesMet(campaign, plan) } : {}),
  });
  const keys = sortedKeys(page.rows === undefined ? page.contacts : []);
  const read = yield* all({ contacts: { op: "get", table: contactTable, path: "key", keys } });
  const rows = (page.rows ?? read.contacts).flatMap((row): readonly RawRow[] => {
    const contact = tried(() => decodeContact(row));
    // On record, so that it is asked for again and its absence is explained.
    if (contact instanceof StoreError) return [unreadableRecipient(campaign, row, asOf)];
    // Contacts that came while the audience was read came after the snapshot.
    if (contact.createdAt > asOf) return [];
    const placed = plan.place(contact, campaign);
    refusePromise(placed);
    if (placed === null) return [];
    const { variant } = placed;
    const key = { campaign: campaign.id, contact: contact.id, variant };
    if ("reason" in placed) return [{ ...key, due: null, state: "refused", reason: placed.reason }];
    checkInstant(placed.due, "place.due");
    return [{ ...key, due: placed.due, state: "waiting", reason: null }];
  });
  const [answers = []] = yield [{ op: "add", table: recipientTable, rows }];
  const added = answers.filter((answer) => answer["added"] === true).length;
  const prepared = progress.prepared + added;
  const next = afterPage(progressWrite(campaign, { prepared }), page.next, plan);
  const after = yield* writeCampaign(call, locked, next);
  return { campaign: after, added, more: openCursor(after, call.now) !== null };
}

/** Which zones the present wave is about: the contacts of all others are not even read. */
function zonesMet(campaign: CampaignRecord, plan: CampaignPlan): MeetsZone {
  return (zone) => {
    const answer = plan.meets(zone, campaign);
    refusePromise(answer);
    return answer;
  };
}

/** Who cannot be read is due at once, and put off from there on. */
function unreadableRecipient(
  { id, definition }: CampaignRecord,
  row: RawRow,
  due: Instant,
): RawRow {
  const contact = contactId(String(row["id"]));
  const { variants } = definition.content;
  const variant = variants[variantFor(id, contact, variants)]?.id ?? "";
  return { campaign: id, contact, due, variant, state: "waiting", reason: null };
}

/** Where to go on reading the audience; `null`: not now. */
function openCursor(
  { state, progress, definition }: CampaignRecord,
  now: number,
): CampaignRecord["progress"]["cursor"] {
  if (progress.task !== null) return null;
  if (definition.audience.when === "start") return state === "preparing" ? progress.cursor : null;
  const [wave] = progress.waves;
  if (state !== "running" || wave === undefined || wave > now) return null;
  return progress.cursor ?? { part: 0, after: null };
}

function afterPage(
  campaign: CampaignRecord,
  next: CampaignRecord["progress"]["cursor"],
  plan: CampaignPlan,
): CampaignRecord {
  if (next !== null) return progressWrite(campaign, { cursor: next });
  if (campaign.definition.audience.when === "start")
    return plan.ready(progressWrite(campaign, { cursor: null }));
  const [, ...waves] = campaign.progress.waves;
  return progressWrite(campaign, { cursor: null, waves });
}
