import { StoreError } from "../errors/index.js";
import type { ContactId } from "../identifiers.js";
import type { CampaignRecord } from "../ports/store/campaign.js";
import type { CodeWant } from "../ports/store/codes.js";
import type { ContactFacts, MessageFact, OutboxStatus } from "../ports/store/facts.js";
import type { OutboxRecord, Verdict } from "../ports/store/outbox.js";
import type { Judge, StoreScope } from "../ports/store/store.js";
import { type BudgetAsk, type Budgets, openBudgets } from "./budgets.js";
import { decodeCampaign } from "./campaign-codec.js";
import { type CodeStock, codeStock } from "./code-stock.js";
import { corrupt } from "./decode-row.js";
import { readFacts } from "./facts.js";
import { all, type Io, together } from "./io.js";
import { decodeLinkLists, linkListsRead } from "./link-lists.js";
import { checkVerdict } from "./message-changes.js";
import { decodeMessage } from "./message-codec.js";
import {
  quarantinedAmong,
  quarantinedIds,
  readContactId,
  type UnitEnd,
} from "./quarantine-rows.js";
import { sortedKeys } from "./row-keys.js";
import type { RawRow } from "./row-request.js";
import { campaignTable, messageTable } from "./tables.js";
import { type DamagedUnit, runUnits, tried } from "./units.js";

/** One message and what the judge said about it. */
export interface Judgment {
  readonly row: RawRow;
  readonly message: OutboxRecord;
  readonly facts: ContactFacts;
  readonly verdict: Verdict;
}

export interface Judged {
  readonly judgements: readonly Judgment[];
  /** Rows of messages that could not be judged. */
  readonly failed: readonly RawRow[];
  /** How each unit ended, and what the quarantine held of them before. */
  readonly ends: readonly UnitEnd[];
  readonly known: readonly RawRow[];
  /** The codes that messages took; `null`: none was wanted. */
  readonly stock: CodeStock | null;
  /** What was taken of day's budgets; `null`: nothing was wanted. */
  readonly budgets: Budgets | null;
}

interface Unit {
  readonly row: RawRow;
  readonly message: OutboxRecord;
}

/**
 * Asks the judge about each of these messages, in order, on facts read in this transaction. What it
 * lets through or holds back counts for the contact's messages that come after, so that two of them
 * cannot pass a cap together. `freed`: messages that the same transaction puts back, though the
 * store still shows them as claimed. `spends`: what is taken of budgets is taken for good.
 * @throws StoreError `STORE_DECISION_REFUSED`, `STORE_FUNCTION_FAILED`
 */
export function* judgeMessages(
  scope: StoreScope,
  rows: readonly RawRow[],
  freed: readonly RawRow[],
  judge: Judge,
  spends = false,
): Io<Judged> {
  if (rows.length === 0)
    return { judgements: [], failed: [], ends: [], known: [], stock: null, budgets: null };
  const bare = rows.map((row) => ({ row, message: tried(() => decodeMessage(scope, row)) }));
  const messages = bare.flatMap(({ message }) => (message instanceof StoreError ? [] : [message]));
  const [facts, [{ lists }, known]] = yield* together(
    readFacts(
      scope,
      messages.map(({ contact }) => contact),
      judge.needs(messages),
      judge.headFits,
    ),
    together(
      all({ lists: linkListsRead(rows) }),
      quarantinedAmong(
        "message",
        rows.map(({ key }) => String(key)),
      ),
    ),
  );
  const links = decodeLinkLists(lists);
  const campaigns = yield* readCampaigns(scope, rows);
  const current = new Map<ContactId, ContactFacts>();
  const units = bare.map(({ row, message }): Unit | DamagedUnit => {
    if (message instanceof StoreError) return { damaged: message };
    const read = facts.get(message.contact);
    if (read instanceof StoreError) return { damaged: read };
    if (read === undefined) return { damaged: corrupt(messageTable, row, "contact") };
    current.set(message.contact, read);
    const list = links.get(String(row["links"]));
    return { row, message: list === undefined ? message : { ...message, links: list } };
  });
  for (const row of freed) mark(current, readContactId(row), row["key"], { status: "queued" });

  const wants = units.flatMap((unit) => ("damaged" in unit ? [] : wanted(unit, current, judge)));
  const stock = wants.length === 0 ? null : yield* codeStock(scope, wants);
  const wanting = new Set(wants.map((want) => want.for));
  const asks = units.flatMap((unit) => ("damaged" in unit ? [] : asked(unit, current, judge)));
  const budgets = asks.length === 0 ? null : yield* openBudgets(asks, spends);
  const asking = new Set(asks.map(({ message }) => message));
  const seen = new Map<OutboxRecord, ContactFacts>();
  const before = quarantinedIds(known);
  const judgeUnit = ({ row, message }: Unit): Verdict => {
    const now = current.get(message.contact);
    if (now === undefined) throw corrupt(messageTable, row, "contact");
    seen.set(message, now);
    const campaign = campaigns.get(message.queue);
    if (campaign instanceof StoreError) throw campaign;
    const takeCode = stock === null ? undefined : () => stock.take(message.key);
    const takePlace = budgets === null ? undefined : () => budgets.take(message.key);
    const candidate = {
      ...{ message, facts: now },
      ...(campaign === undefined ? {} : { campaign }),
      ...(takeCode !== undefined && wanting.has(message.key) ? { takeCode } : {}),
      ...(takePlace !== undefined && asking.has(message.key) ? { takePlace } : {}),
    };
    let verdict: Verdict | undefined;
    try {
      verdict = checkVerdict(judge.verdict(candidate));
    } finally {
      if (verdict?.verdict !== "send") {
        stock?.putBack(message.key);
        budgets?.putBack(message.key);
      }
    }
    mark(current, message.contact, message.key, factAfter(verdict, scope.now));
    return verdict;
  };
  const { results } = runUnits(
    units,
    judgeUnit,
    ({ message }) => before.has(message.key),
    ({ message }) => message.contact,
  );

  const judgements: Judgment[] = [];
  const failed: RawRow[] = [];
  const ends: UnitEnd[] = [];
  for (const [index, row] of rows.entries()) {
    const [unit, result] = [units[index], results[index]];
    if (unit === undefined || result === undefined) continue;
    const code = result.ok ? null : result.code;
    ends.push({ id: String(row["key"]), contact: readContactId(row), code });
    const known = "damaged" in unit ? undefined : seen.get(unit.message);
    if (!result.ok || "damaged" in unit || known === undefined) failed.push(row);
    else judgements.push({ ...unit, facts: known, verdict: allowed(result.value) });
  }
  return { judgements, failed, ends, known, stock, budgets };
}

/** If a message's want cannot be computed, it gets no code; its verdict says why. */
function wanted(
  { message }: Unit,
  facts: ReadonlyMap<ContactId, ContactFacts>,
  judge: Judge,
): readonly CodeWant[] {
  const own = facts.get(message.contact);
  if (judge.code === undefined || own === undefined) return [];
  try {
    const want = judge.code(message, own);
    return want === null ? [] : [want];
  } catch {
    return [];
  }
}

/** A message whose budget cannot be named asks for none: its verdict says why. */
function asked(
  { message }: Unit,
  facts: ReadonlyMap<ContactId, ContactFacts>,
  judge: Judge,
): readonly BudgetAsk[] {
  const own = facts.get(message.contact);
  if (judge.budget === undefined || own === undefined) return [];
  try {
    const want = judge.budget(message, own);
    return want === null ? [] : [{ message: message.key, want }];
  } catch {
    return [];
  }
}

/** The campaigns that these messages are of, by their queues: read only where there are any. */
function* readCampaigns(
  { tenant }: StoreScope,
  rows: readonly RawRow[],
): Io<ReadonlyMap<string, CampaignRecord | StoreError>> {
  const queues = rows.map(({ queue }) => String(queue)).filter((queue) => queue.startsWith("c-"));
  if (queues.length === 0) return new Map();
  const { found } = yield* all({
    found: { op: "get", table: campaignTable, path: "key", keys: sortedKeys(queues) },
  });
  return new Map(
    found.map((row) => [String(row["id"]), tried(() => decodeCampaign(tenant, row))] as const),
  );
}

/**
 * Sending in spite of a refusal is a defect of the judge, not of the data, so the whole call ends.
 */
function allowed(verdict: Verdict): Verdict {
  if (verdict.verdict !== "send" || verdict.decision.allowed) return verdict;
  throw new StoreError(
    "STORE_DECISION_REFUSED",
    "A message was to be sent on a decision that does not allow it.",
    { remedy: "Answer skip or defer when the decision is a refusal." },
  );
}

function factAfter(verdict: Verdict, now: number): Partial<MessageFact> {
  const status: Readonly<Record<Verdict["verdict"], OutboxStatus>> = {
    send: "claimed",
    defer: "queued",
    skip: "skipped",
    leave: "queued",
  };
  const touched = verdict.verdict === "send" || verdict.verdict === "skip";
  return {
    ...{ status: status[verdict.verdict], ...(touched ? { touchedAt: now } : {}) },
    ...(verdict.verdict === "defer" ? { dueAt: verdict.until } : {}),
  };
}

function mark(
  current: Map<ContactId, ContactFacts>,
  contact: ContactId | null,
  key: RawRow[string] | undefined,
  change: Partial<MessageFact>,
): void {
  const facts = contact === null ? undefined : current.get(contact);
  if (contact === null || facts === undefined) return;
  const messages = facts.messages.map((fact) => (fact.key === key ? { ...fact, ...change } : fact));
  current.set(contact, { ...facts, messages });
}
