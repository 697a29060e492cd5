import type { ConsentDraft, ContactPointId, Instant, JsonObject } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import { toHex, utf8 } from "../encoding/index.js";
import { type ConsentScope, denialCovers, parseEventTime, readDraft } from "../events/index.js";
import { sha256 } from "../hash/index.js";
import {
  type AddressProjection,
  addressSuppressions,
  cellFromScope,
  cellState,
  isRestricted,
  wasErased,
} from "../state/index.js";
import type { NumberedRow } from "./consent-csv.js";
import type { ConsentRow } from "./consent-row.js";

export interface ConsentImportContext {
  /** Names the import in its events. A reference, not a file's name. */
  readonly importId: string;
  readonly now: Instant;
  /** Whether the log holds an event of this id already: its row changes nothing. */
  readonly known: (eventId: string) => boolean;
  /** Whose row it is: by default the one the file names. */
  readonly contactPoint?: (row: ConsentRow) => ContactPointId | undefined;
  /** What stands for a contact point now: {@link addressProjection} of what the store has read. */
  readonly projection: (contactPoint: ContactPointId) => AddressProjection;
  /** Whether this fingerprint is suppressed already. */
  readonly suppressed?: (fingerprint: string) => boolean;
}

export interface RefusedRow {
  readonly line: number;
  /**
   * `IMPORT_LIFTS_DENIAL`: a permission where something is denied, in the ledger or in the file
   * itself. `IMPORT_REQUEST`: an open question cannot be handed on. `IMPORT_STATUS`: no such
   * status. Others as in `readDraft`.
   */
  readonly code: string;
}

export interface ConsentImportPlan {
  readonly drafts: readonly ConsentDraft[];
  /** Rows that the ledger already holds. */
  readonly unchanged: number;
  readonly refused: readonly RefusedRow[];
}

interface Meaning {
  readonly type: string;
  readonly fields: (row: ConsentRow) => JsonObject;
}

function wrapDetail(detail: JsonObject): JsonObject {
  return { detail };
}
function withMethod({ method }: ConsentRow): JsonObject {
  return {
    method: method === "" ? "api" : method,
  };
}

const claim: Meaning = {
  type: "consent.granted",
  fields: (row) => ({
    ...withMethod(row),
    ...(row.notice_digest === "" ? {} : { notice: row.notice_digest }),
    ...(row.valid_until === "" ? {} : wrapDetail({ validUntil: row.valid_until })),
  }),
};
const withdrawal: Meaning = { type: "consent.withdrawn", fields: withMethod };

/** What a row becomes. A permission becomes a claim, however it reads: a file proves no mailbox. */
const meanings: Readonly<Record<string, Meaning>> = {
  granted: claim,
  confirmed: claim,
  asserted: claim,
  refused: { type: "consent.refused", fields: withMethod },
  withdrawn: withdrawal,
  stopped: withdrawal,
  lapsed: withdrawal,
  merged: withdrawal,
  unsubscribed: { type: "suppression.added", fields: () => wrapDetail({ reason: "unsubscribed" }) },
  complained: { type: "suppression.added", fields: () => wrapDetail({ reason: "complaint" }) },
  objected: { type: "objection.raised", fields: () => wrapDetail({ ground: "direct_marketing" }) },
  invalidated: { type: "consent.invalidated", fields: () => wrapDetail({ ground: "error" }) },
  restricted: {
    type: "restriction.set",
    fields: () => wrapDetail({ ground: "objection_pending" }),
  },
  suppressed: {
    type: "suppression.added",
    fields: (row) =>
      wrapDetail({
        reason: row.suppression_reason,
        ...(row.contact_point === "" && row.fingerprint !== ""
          ? { fingerprint: row.fingerprint }
          : {}),
      }),
  },
};

function readScope({ sender, channel, purpose, topic, activity, exact }: ConsentRow): JsonObject {
  return {
    ...Object.fromEntries(
      Object.entries({ sender, channel, purpose, topic, activity }).filter(
        ([, value]) => value !== "",
      ),
    ),
    ...(exact === "yes" ? { exact: true } : {}),
  };
}

/** The same row of the same file is the same event. */
function deriveId(row: ConsentRow, importId: string): string {
  return row.event_id === ""
    ? `${importId}.${toHex(sha256(utf8(Object.values(row).join("|")))).slice(0, 24)}`
    : row.event_id;
}

interface ReadRow {
  readonly line: number;
  readonly draft: ConsentDraft;
  readonly scope: ConsentScope;
  readonly claims: boolean;
}

function readRow({ line, row }: NumberedRow, context: ConsentImportContext): ReadRow | RefusedRow {
  if (row.status === "requested") return { line, code: "IMPORT_REQUEST" };
  const meaning = Object.hasOwn(meanings, row.status) ? meanings[row.status] : undefined;
  if (meaning === undefined) return { line, code: "IMPORT_STATUS" };
  const { importId, contactPoint = readPoint } = context;
  const point = contactPoint(row);
  try {
    const draft: ConsentDraft = {
      id: deriveId(row, importId),
      type: meaning.type,
      ...(point === undefined ? {} : { contactPoint: point }),
      effectiveAt: parseEventTime(row.effective_at, "effective_at"),
      fields: {
        actor: { kind: "import", ref: importId },
        scope: readScope(row),
        ...meaning.fields(row),
      },
    };
    const { scope = {} } = readDraft(draft);
    if (meaning === claim && cellFromScope(scope) === null) return { line, code: "IMPORT_SCOPE" };
    return { line, draft, scope, claims: meaning === claim };
  } catch (error) {
    if (WellsentError.isInstance(error)) return { line, code: error.code };
    throw error;
  }
}

function readPoint(row: ConsentRow): ContactPointId | undefined {
  return row.contact_point === "" ? undefined : (row.contact_point as ContactPointId);
}

/**
 * Whether anything stands against a claim in the ledger: a denial, a suppression, a restriction, an
 * erasure.
 */
function isDenied(projection: AddressProjection, scope: ConsentScope, now: Instant): boolean {
  const cell = cellFromScope(scope);
  return (
    cell === null ||
    cellState(projection, cell, now).deniedAt !== undefined ||
    wasErased(projection) ||
    isRestricted(projection) ||
    addressSuppressions(projection).some((entry) => denialCovers(entry.scope, scope))
  );
}

/**
 * What a consent file would append. An import can restrict, and can claim where nothing is known;
 * where anything was ever denied, in the ledger or in the file, a permission is refused, row by
 * row. Reading one's own export is a no-op.
 */
export function planConsentImport(
  rows: readonly NumberedRow[],
  context: ConsentImportContext,
): ConsentImportPlan {
  const refused: RefusedRow[] = [];
  const read: ReadRow[] = [];
  for (const each of rows) {
    const result = readRow(each, context);
    if ("code" in result) refused.push(result);
    else read.push(result);
  }
  const denials = read.filter(({ claims }) => !claims);
  const drafts = new Map<string, ConsentDraft>();
  let unchanged = 0;
  // One event may stand behind a suppression and a denial: as a suppression it comes back as both.
  read.sort((a, b) => Number(suppresses(b)) - Number(suppresses(a)));
  for (const { line, draft, scope, claims } of read) {
    const { contactPoint } = draft;
    if (context.known(draft.id) || drafts.has(draft.id) || isSuppressed(draft, context)) {
      unchanged++;
    } else if (!claims) {
      drafts.set(draft.id, draft);
    } else if (
      contactPoint === undefined ||
      isDenied(context.projection(contactPoint), scope, context.now) ||
      denials.some(
        (denial) => denial.draft.contactPoint === contactPoint && denialCovers(denial.scope, scope),
      )
    ) {
      refused.push({ line, code: "IMPORT_LIFTS_DENIAL" });
    } else {
      drafts.set(draft.id, draft);
    }
  }
  return {
    drafts: [...drafts.values()],
    unchanged,
    refused: refused.sort((a, b) => a.line - b.line),
  };
}

function suppresses({ draft }: ReadRow): boolean {
  return draft.type === "suppression.added";
}

function isSuppressed({ fields }: ConsentDraft, { suppressed }: ConsentImportContext): boolean {
  const { detail } = fields;
  if (
    suppressed === undefined ||
    typeof detail !== "object" ||
    detail === null ||
    !("fingerprint" in detail)
  )
    return false;
  const { fingerprint } = detail;
  return typeof fingerprint === "string" && suppressed(fingerprint);
}
