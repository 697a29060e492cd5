import { StoreError } from "../errors/index.js";
import { type CampaignId, contactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { campaignSendKey } from "../messages/send-key.js";
import type {
  CampaignRecord,
  DueRecipient,
  ExpandReport,
  RecipientDecider,
} from "../ports/store/campaign.js";
import type { StoreScope } from "../ports/store/store.js";
import { decodeRecipient, hourColumn } from "./campaign-codec.js";
import { lockCampaign } from "./campaign-rows.js";
import { checkInstant, draftedMessage } from "./drafted-message.js";
import { readFacts } from "./facts.js";
import { all, type Io } from "./io.js";
import { type JsonWriter, messageRow, sharedJson } from "./message-codec.js";
import { atLeastOne } from "./page.js";
import { refusedRecipient } from "./quarantine.js";
import {
  givenUp,
  quarantinedAmong,
  quarantinedIds,
  quarantineWrites,
  readContactId,
} from "./quarantine-rows.js";
import { mismatch } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { patches } from "./row-writes.js";
import { campaignTable, messageTable, recipientTable } from "./tables.js";
import { type DamagedUnit, refusePromise, runUnits, tried } from "./units.js";

/** What becomes of one recipient. */
interface Outcome {
  readonly row: RawRow;
  readonly message?: RawRow;
}

/** See `Store.expandCampaign`. */
export function* expandCampaign(
  call: StoreScope & {
    readonly id: CampaignId;
    readonly limit: number;
    readonly notBefore?: Instant;
  },
  decider: RecipientDecider,
): Io<ExpandReport> {
  const limit = atLeastOne(call.limit, "limit");
  const locked = yield* lockCampaign(call.tenant, call.id);
  const campaign = locked?.campaign ?? null;
  const none = { campaign, queued: 0, refused: 0, quarantined: 0, more: false };
  if (campaign === null || campaign.state !== "running" || campaign.progress.task !== null)
    return none;
  const { due } = yield* all({
    due: {
      op: "due",
      table: recipientTable,
      path: "due",
      on: [call.id],
      now: call.now,
      limit,
      lock: true,
    },
  });
  if (due.length === 0) return { ...none, campaign: yield* dueNext(campaign, call.notBefore) };
  const sum = { queued: 0, refused: 0, quarantined: 0 };
  for (let from = 0; from < due.length; from += inMemory) {
    const part = yield* expandPart(call, campaign, due.slice(from, from + inMemory), decider);
    sum.queued += part.queued;
    sum.refused += part.refused;
    sum.quarantined += part.quarantined;
  }
  return {
    ...{ campaign: yield* dueNext(campaign, call.notBefore), ...sum },
    more: due.length === limit,
  };
}

/**
 * People whose facts and messages are in memory at the same time. One commit for many is what makes
 * a large batch worth it, while what many people take outlives the young generation of the garbage
 * collector: with 1,000 the heap of a process grows by 200 MB before it is cleared.
 */
const inMemory = 200;

function* expandPart(
  call: StoreScope,
  campaign: CampaignRecord,
  due: readonly RawRow[],
  decider: RecipientDecider,
): Io<Pick<ExpandReport, "queued" | "refused" | "quarantined">> {
  const { outcomes, writes, quarantined } = yield* decided(call, campaign, due, decider);
  const drafts = outcomes.flatMap(({ message }) => (message === undefined ? [] : [message]));
  const [added = []] = yield [
    { op: "add", table: messageTable, rows: drafts },
    ...patches(
      recipientTable,
      outcomes.map(({ row }) => row),
    ),
    ...writes,
  ];
  const fresh = drafts.filter((_, index) => added[index]?.["added"] === true);
  const skipped = fresh.filter((row) => row["status"] === "skipped").length;
  const refused = outcomes.filter(({ row }) => row["state"] === "refused").length;
  return { queued: fresh.length - skipped, refused: skipped + refused, quarantined };
}

function* decided(
  call: StoreScope,
  campaign: CampaignRecord,
  due: readonly RawRow[],
  decider: RecipientDecider,
): Io<{
  readonly outcomes: readonly Outcome[];
  readonly writes: readonly RowRequest[];
  readonly quarantined: number;
}> {
  const keys = due.map(({ contact }) => campaignSendKey(campaign.id, contactId(String(contact))));
  const known = yield* quarantinedAmong("recipient", keys);
  const read = due.map((row) => tried(() => decodeRecipient(row)));
  const facts = yield* readFacts(
    call,
    read.flatMap((one) => (one instanceof StoreError ? [] : [one.contact])),
    decider.needs,
  );
  const units = read.map((recipient): DueRecipient | DamagedUnit => {
    if (recipient instanceof StoreError) return { damaged: recipient };
    const known = facts.get(recipient.contact) ?? null;
    if (known instanceof StoreError) return { damaged: known };
    return { recipient, facts: known, campaign };
  });
  const before = quarantinedIds(known);
  const write = sharedJson();
  const { results } = runUnits(
    units,
    (unit) => outcomeFor(call, unit, decider, write),
    ({ recipient }) => before.has(campaignSendKey(recipient.campaign, recipient.contact)),
  );
  const over = givenUp(known);
  const ends = results.map((result, index) => {
    const id = keys[index] ?? "";
    const code = result.ok || over.has(id) ? null : result.code;
    return { id, contact: readContactId(due[index] ?? {}), code };
  });
  const { writes, nextAt } = quarantineWrites(call, "recipient", known, ends);
  const outcomes = results.map((result, index): Outcome => {
    if (result.ok) return result.value;
    const row = due[index] ?? {};
    const { campaign: of = null, contact = null } = row;
    const again = nextAt.get(keys[index] ?? "");
    if (again === undefined) return { row: refusedRecipient(row, "QUARANTINE_GIVEN_UP") };
    return { row: { campaign: of, contact, due: again } };
  });
  return { outcomes, writes, quarantined: nextAt.size };
}

function outcomeFor(
  call: StoreScope,
  unit: DueRecipient,
  decider: RecipientDecider,
  write: JsonWriter,
): Outcome {
  const { campaign, contact } = unit.recipient;
  const key = { campaign, contact };
  const answer = decider.decide(unit);
  refusePromise(answer);
  if ("later" in answer) {
    checkInstant(answer.later, "later");
    const { later: due, best } = answer;
    return {
      row: best === undefined ? { ...key, due } : { ...key, due, reason: hourColumn(best) },
    };
  }
  if ("reason" in answer)
    return { row: { ...key, due: null, state: "refused", reason: answer.reason } };
  const { draft } = answer;
  const own = draft.contact === contact && draft.key === campaignSendKey(campaign, contact);
  if (!own || unit.facts === null)
    throw mismatch("A message must be drafted for the recipient that was asked about.", "draft");
  return {
    row: { ...key, due: null, state: "out", reason: hourColumn(unit.recipient.best) },
    message: messageRow(draftedMessage(call, draft), write),
  };
}

/** How long a tick leaves a campaign alone whose last messages are under way. */
const quietPause = 5_000;

/** The campaign with when a tick has to look at it next, written where that has changed. */
function* dueNext(campaign: CampaignRecord, notBefore: Instant = 0): Io<CampaignRecord> {
  const { first } = yield* all({
    first: { op: "range", table: recipientTable, path: "due", on: [campaign.id], limit: 1 },
  });
  const instants: readonly Instant[] = [
    ...first.flatMap(({ due }) => (typeof due === "number" ? [due] : [])),
    ...campaign.progress.waves.slice(0, 1),
  ];
  // No recipient waits; `closeCampaign` sets when to look again.
  if (instants.length === 0) return campaign;
  const dueAt = Math.max(notBefore, Math.min(...instants));
  if (dueAt === campaign.dueAt) return campaign;
  yield [{ op: "patch", table: campaignTable, rows: [{ id: campaign.id, dueAt }] }];
  return { ...campaign, dueAt };
}

export function quietAgain(now: Instant, queuedAt: Instant | null): Instant {
  return Math.max(now + quietPause, queuedAt ?? 0);
}
