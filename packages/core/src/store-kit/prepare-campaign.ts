import type { CampaignId } from "../identifiers.js";
import type { CampaignPlan, CampaignRecord, PrepareReport } from "../ports/store/campaign.js";
import type { StoreScope } from "../ports/store/store.js";
import { audiencePage } from "./audience-page.js";
import { campaignWrites, lockCampaign, progressWrite } from "./campaign-rows.js";
import { decodeContact } from "./contact-codec.js";
import { checkInstant } from "./drafted-message.js";
import { all, type Io } from "./io.js";
import { atLeastOne } from "./page.js";
import type { RawRow } from "./row-request.js";
import { contactTable, recipientTable } from "./tables.js";
import { readable, refusePromise } from "./units.js";

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
  const page = yield* audiencePage(definition.audience, cursor, asOf, limit);
  const { contacts } = yield* all({
    contacts: {
      op: "get",
      table: contactTable,
      path: "key",
      keys: [...page.contacts].sort().map((id) => [id]),
    },
  });
  const rows = readable(contacts, decodeContact)
    // Contacts that came while the audience was read came after the snapshot.
    .filter(({ createdAt }) => createdAt <= asOf)
    .flatMap((contact): readonly RawRow[] => {
      const placed = plan.place(contact, campaign);
      refusePromise(placed);
      if (placed === null) return [];
      const { variant } = placed;
      const key = { campaign: campaign.id, contact: contact.id, variant };
      if ("reason" in placed)
        return [{ ...key, due: null, state: "refused", reason: placed.reason }];
      checkInstant(placed.due, "place.due");
      return [{ ...key, due: placed.due, state: "waiting", reason: null }];
    });
  const [answers = []] = yield [{ op: "add", table: recipientTable, rows }];
  const added = answers.filter((answer) => answer["added"] === true).length;
  const prepared = progress.prepared + added;
  const { writes, campaign: after } = campaignWrites(
    locked,
    afterPage(progressWrite(campaign, { prepared }), page.next, plan),
  );
  yield writes;
  return { campaign: after, added, more: openCursor(after, call.now) !== null };
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
