import { StoreError } from "../errors/index.js";
import { isObject, type JsonObject } from "../json.js";
import { type DigestContent, digestContent, digestData } from "../messages/index.js";
import type { DigestItemEnd, DigestJoin, Verdict } from "../ports/store/outbox.js";
import type { StoreScope } from "../ports/store/store.js";
import { parsedBody } from "./decode-row.js";
import { draftedMessage } from "./drafted-message.js";
import { all, type Io } from "./io.js";
import type { Judgment } from "./judge-messages.js";
import { messageRow, reasonColumns } from "./message-codec.js";
import { mismatch } from "./refusals.js";
import type { RawRow, RowRequest } from "./row-request.js";
import { patches } from "./row-writes.js";
import { messageTable } from "./tables.js";
import { tried } from "./units.js";

/** What these verdicts make of digests: the verdicts as they hold, and the writes with them. */
export interface MergedDigests {
  readonly judgements: readonly Judgment[];
  readonly writes: readonly RowRequest[];
}

/** How long a message waits whose digest is under way: its window has passed by then, mostly. */
const closedPause = 60_000;

interface Target {
  readonly stored: RawRow | null;
  readonly data: JsonObject;
  readonly content: DigestContent;
  readonly join: DigestJoin;
}

/**
 * Adds to digests what is merged into them, and tells the records of what falls out of one. Nothing
 * is read where no verdict does either.
 * @throws StoreError `STORE_RESULT_MISMATCH`, `STORE_TENANT_MISMATCH`
 */
export function* mergeDigests(
  scope: StoreScope,
  judgements: readonly Judgment[],
): Io<MergedDigests> {
  const joins = judgements.flatMap(({ verdict }) => joinIn(verdict) ?? []);
  const ends = judgements.flatMap(({ verdict }) =>
    "items" in verdict ? (verdict.items ?? []) : [],
  );
  if (joins.length === 0 && ends.length === 0) return { judgements, writes: [] };
  const keys = [...joins.map(({ draft }) => draft.key), ...ends.map(({ key }) => key)];
  const { found } = yield* all({
    found: {
      ...{ op: "get", table: messageTable, path: "key", lock: true },
      keys: [...new Set(keys)].sort().map((key) => [key]),
    },
  });
  const stored = new Map(found.map((row) => [String(row["key"]), row]));
  const judgedNow = new Set(judgements.map(({ message }) => String(message.key)));
  const targets = new Map<string, Target>();
  const settled = judgements.map((judgment): Judgment => {
    const join = joinIn(judgment.verdict);
    if (join === null) return judgment;
    const { key } = join.draft;
    const row = judgedNow.has(key) ? undefined : (stored.get(key) ?? null);
    const target = targets.get(key) ?? openTarget(row, join, judgment);
    if (target === null) return { ...judgment, verdict: closed(key, scope.now) };
    const [item] = itemsIn(join);
    const { items } = target.content;
    if (item === undefined || items.some((known) => known.key === item.key)) return judgment;
    if (items.length >= join.room) return { ...judgment, verdict: full(judgment.verdict, key) };
    const content = { ...target.content, items: [...items, item] };
    targets.set(key, { ...target, content });
    return judgment;
  });
  const filled = [...targets.values()];
  const fresh = filled.filter((target) => target.stored === null);
  const more = filled.filter((target) => target.stored !== null);
  return {
    judgements: settled,
    writes: [
      ...(fresh.length === 0
        ? []
        : [{ op: "add" as const, table: messageTable, rows: fresh.map((one) => row(scope, one)) }]),
      ...patches(
        messageTable,
        more.map(({ join, data, content }) => ({
          key: join.draft.key,
          data: JSON.stringify({ ...data, ...digestData(content) }),
        })),
      ),
      ...patches(messageTable, fallen(ends, stored)),
    ],
  };
}

function joinIn(verdict: Verdict): DigestJoin | null {
  return verdict.verdict === "skip" ? (verdict.into ?? null) : null;
}

function itemsIn({ draft }: DigestJoin): DigestContent["items"] {
  const content = digestContent(draft.data);
  if (content === null) throw mismatch("A digest must be drafted with its items.", "into.draft");
  return content.items;
}

/** `null`: somebody has begun with it, or it cannot be read. `undefined`: so has this call. */
function openTarget(
  row: RawRow | null | undefined,
  join: DigestJoin,
  { message }: Judgment,
): Target | null {
  const { draft } = join;
  if (draft.contact !== message.contact)
    throw mismatch("A message is merged into a digest of its own contact.", "into.draft.contact");
  if (row === undefined) return null;
  const empty = { min: digestContent(draft.data)?.min ?? 1, items: [] };
  if (row === null) return { stored: null, data: draft.data, content: empty, join };
  if (row["status"] !== "queued" || row["lost"] !== 0) return null;
  const data = tried(() => parsedBody<JsonObject>(messageTable, row, "data"));
  if (data instanceof StoreError || !isObject(data)) return null;
  const content = digestContent(data);
  return content === null ? null : { stored: row, data, content, join };
}

function row(scope: StoreScope, { join, content }: Target): RawRow {
  return messageRow(draftedMessage(scope, { ...join.draft, data: digestData(content) }));
}

function closed(key: string, now: number): Verdict {
  const until = now + closedPause;
  const reason = { code: "DIGEST_CLOSED", effect: "defer", rule: key, until } as const;
  return { verdict: "defer", until, reasons: [reason] };
}

function full(verdict: Verdict, key: string): Verdict {
  const told = "reasons" in verdict ? verdict.reasons.slice(1) : [];
  const reason = { code: "DIGEST_FULL", effect: "deny", rule: key } as const;
  return { verdict: "skip", reasons: [reason, ...told] };
}

/** Only of messages that are on record as merged. */
function fallen(
  ends: readonly DigestItemEnd[],
  stored: ReadonlyMap<string, RawRow>,
): readonly RawRow[] {
  return ends
    .filter(({ key }) => stored.get(key)?.["firstReason"] === "DIGESTED")
    .map(({ key, reasons }) => ({ key, ...reasonColumns(reasons) }));
}
