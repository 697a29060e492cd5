import type { AudiencePart, CampaignAudience } from "../campaigns/definition.js";
import { type ContactId, contactId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import { campaignSendKey } from "../messages/send-key.js";
import type { CampaignProgress } from "../ports/store/campaign.js";
import { contactsInZones, inZones, type MeetsZone } from "./contacts-in-zones.js";
import { parsed } from "./decode-row.js";
import type { Io } from "./io.js";
import type { RawRow, RowRequest } from "./row-request.js";
import {
  contactTable,
  listMemberTable,
  membershipTable,
  messageTable,
  recipientTable,
} from "./tables.js";

type Cursor = NonNullable<CampaignProgress["cursor"]>;

interface AudiencePage {
  /** In a part of the audience, and in none of the exceptions. */
  readonly contacts: readonly ContactId[];
  /** Their rows, where they were read on the way: of everybody. */
  readonly rows?: readonly RawRow[];
  readonly next: Cursor | null;
}

/**
 * Some of an audience, part by part: everybody in the order in which they were added, other parts
 * in the order of their ids. Contacts that joined a segment after `asOf` are left out. `repeats`:
 * whether somebody who is in several parts is met in each. `meets`: only contacts of these zones.
 */
export function* audiencePage(
  audience: Pick<CampaignAudience, "in" | "except">,
  { part: index, after }: Cursor,
  asOf: Instant,
  limit: number,
  {
    repeats = "once",
    meets,
  }: { readonly repeats?: "again" | "once"; readonly meets?: MeetsZone } = {},
): Io<AudiencePage> {
  const part = audience.in[index];
  if (part === undefined) return { contacts: [], next: null };
  const found = yield* partRows(part, after, limit, meets);
  const column = "all" in part ? "id" : "contact";
  const last = found.at(-1);
  const place = "all" in part ? last?.["seq"] : last?.["contact"];
  const next =
    found.length === limit && place !== undefined
      ? { part: index, after: String(place) }
      : index + 1 < audience.in.length
        ? { part: index + 1, after: null }
        : null;
  const known = found
    .filter((row) => !("segment" in part) || Number(row["since"]) <= asOf)
    .map((row) => contactId(String(row[column])));
  const ids = meets === undefined || "all" in part ? known : yield* inZones(known, meets);
  const own = "receivedFrom" in part ? yield* membersAmong(part, ids, asOf) : new Set(ids);
  const out = new Set<ContactId>();
  const earlier = repeats === "again" ? [] : audience.in.slice(0, index);
  for (const other of [...earlier, ...(audience.except ?? [])])
    for (const id of yield* membersAmong(other, ids, asOf)) out.add(id);
  const contacts = ids.filter((id) => own.has(id) && !out.has(id));
  if (!("all" in part)) return { contacts, next };
  return { contacts, next, rows: found.filter(({ id }) => !out.has(contactId(String(id)))) };
}

function* partRows(
  part: AudiencePart,
  after: string | null,
  limit: number,
  meets: MeetsZone | undefined,
): Io<readonly RawRow[]> {
  if ("all" in part && meets !== undefined)
    return yield* contactsInZones(meets, after === null ? null : Number(after), limit);
  const [found = []] = yield [partRange(part, after, limit)];
  return found;
}

function partRange(part: AudiencePart, after: string | null, limit: number): RowRequest {
  const from = { op: "range", limit } as const;
  if ("all" in part) {
    const seen = after === null ? {} : { after: [Number(after)] };
    return { ...from, ...seen, table: contactTable, path: "all", on: [] };
  }
  const seen = after === null ? {} : { after: [after] };
  if ("segment" in part)
    return { ...from, ...seen, table: membershipTable, path: "segment", on: [part.segment] };
  if ("list" in part)
    return { ...from, ...seen, table: listMemberTable, path: "list", on: [part.list] };
  return { ...from, ...seen, table: recipientTable, path: "campaign", on: [part.receivedFrom] };
}

/** Which of these contacts are in a part. */
function* membersAmong(
  part: AudiencePart,
  ids: readonly ContactId[],
  asOf: Instant,
): Io<ReadonlySet<ContactId>> {
  if ("all" in part || ids.length === 0) return new Set("all" in part ? ids : []);
  const [rows = []] = yield [partKeys(part, ids)];
  const inPart = rows.filter((row) => {
    if ("segment" in part) return Number(row["since"]) <= asOf;
    return "receivedFrom" in part ? hasLeft(row, part.revision) : true;
  });
  return new Set(inPart.map((row) => contactId(String(row["contact"]))));
}

function partKeys(
  part: Exclude<AudiencePart, { readonly all: true }>,
  ids: readonly ContactId[],
): RowRequest {
  const get = { op: "get", path: "key" } as const;
  if ("segment" in part)
    return { ...get, table: membershipTable, keys: ids.map((id) => [id, part.segment]) };
  if ("list" in part)
    return { ...get, table: listMemberTable, keys: ids.map((id) => [id, part.list]) };
  const keys = ids.map((id) => [campaignSendKey(part.receivedFrom, id)]);
  return { ...get, table: messageTable, keys, columns: ["key", "contact", "status", "origin"] };
}

/** Whether a message has left, or may have. */
function hasLeft(row: RawRow, revision: number | undefined): boolean {
  if (!["accepted", "unknown", "claimed"].includes(String(row["status"]))) return false;
  if (revision === undefined) return true;
  const origin = parsed<{ readonly revision?: number }>(messageTable, row, "origin");
  return origin?.revision === revision;
}
