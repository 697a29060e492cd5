import type { Cell, ConsentMethod, EventPayload, ImportDeclaration } from "@wellsent/consent";
import {
  type ContactPointConsent,
  type Instant,
  type JsonValue,
  listId,
  type Schema,
  type TenantId,
} from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type {
  CommitReport,
  DryRunReport,
  ImportConsent,
  ImportConsentIntent,
  ImportOptions,
  ImportProgress,
  ImportRow,
  RowNote,
} from "@wellsent/core/import";
import type { AppDependencies } from "./app-dependencies.js";
import { importIdentity } from "./identity.js";
import { loadRecords } from "./peers.js";

export type Rows = AsyncIterable<ImportRow> | Iterable<ImportRow>;

/** How somebody agreed, the record of it, and when it was. */
export interface ImportEvidence {
  readonly method: ConsentMethod;
  readonly record: EventPayload;
  readonly at?: Instant;
}

/** How a file is read and what it means. The app supplies rows, clock and schema. */
export interface ImportSettings<S extends Schema = Schema>
  extends Omit<ImportOptions, "rows" | "clock" | "schema"> {
  /**
   * Names the content of this file, for example by its digest. The same id again continues the
   * import, and does nothing twice.
   */
  readonly importId: string;
  /** New and known contacts are added to these lists. Being on a list permits nothing. */
  readonly lists?: readonly string[];
  /**
   * Whether workflows begin for those who join a list by this import, once all that the file says
   * of consent is on record. Default: none begins.
   */
  readonly triggers?: boolean;
  /**
   * What a subscription in this file means. It counts as a claim, and removes no denial. A row is
   * subscribed where a column mapped to `status` or `subscribed` says so. To segments its consent
   * is `none`: nobody has given it here.
   */
  readonly claims?: readonly (Omit<Cell, "purpose"> & {
    readonly purpose: keyof S["purposes"] & string;
  })[];
  /**
   * How the person of a row agreed, and the record of it, out of the row's cells by their columns'
   * names. A claim without one permits nothing. Where a law asks for the mailbox's own
   * confirmation, only `double_opt_in_post` and `paper` count.
   *
   * `at` is when the person agreed, in milliseconds since 1970 (UTC), and the effective time of the
   * claim. Absent: the time of the import. Evidence whose `at` is no time, lies before 1990 or
   * after the import is not taken: the claim stays without evidence, and its row is flagged with
   * `EVIDENCE_TIME_INVALID`, `EVIDENCE_TIME_TOO_EARLY` or `EVIDENCE_TIME_IN_FUTURE`. Called more
   * than once a row.
   */
  readonly evidence?: (cells: Readonly<Record<string, string>>) => ImportEvidence | undefined;
  /** What the ledger keeps of the import as a whole. Absent: only what rows say. */
  readonly declaration?: Omit<ImportDeclaration, "importId" | "at">;
}

export async function* importRows(
  deps: AppDependencies,
  tenant: TenantId,
  rows: Rows,
  settings: ImportSettings,
): AsyncGenerator<ImportProgress<CommitReport>, void, undefined> {
  const { lists = [], importId, claims = [], evidence, declaration, ...reading } = settings ?? {};
  // Callers without types may leave it out: two imports without a name would count as one.
  if (typeof importId !== "string" || importId === "") {
    throw new InputError("INPUT_IMPORT_ID", "The import has no name.", {
      path: "importId",
      remedy: "Name the content of the file, for example by its digest.",
    });
  }
  checkClaims(deps.schema, claims);
  const { commitImport } = await import("@wellsent/core/import");
  const { consent, clock, engine, schema, ids } = deps;
  const record =
    declaration === undefined
      ? {}
      : { record: consent.importRecord({ ...declaration, importId, at: clock.now() }) };
  const read = remember(rows, settings.batchSize);
  const words = await prepareConsent(deps, claims, evidence, read.findCells);
  yield* commitImport({
    ...{ ...reading, ...importIdentity(deps, tenant, reading) },
    ...{ rows: read.rows, schema, clock, engine, tenant, importId, ids },
    lists: lists.map(listId),
    consent: { ...words, ...record },
  });
}

export async function* dryRunRows(
  deps: AppDependencies,
  tenant: TenantId,
  rows: Rows,
  settings: Omit<ImportSettings, "importId">,
): AsyncGenerator<ImportProgress<DryRunReport>, void, undefined> {
  const { lists: _lists, claims = [], evidence, declaration: _declaration, ...reading } = settings;
  const { clock, engine, schema } = deps;
  checkClaims(schema, claims);
  const { dryRunImport } = await import("@wellsent/core/import");
  const read = remember(rows, settings.batchSize);
  const words = await prepareConsent(deps, claims, evidence, read.findCells);
  const against = { store: engine.store, tenant, consent: words };
  const matched = { ...reading, ...importIdentity(deps, tenant, reading) };
  yield* dryRunImport({ ...matched, rows: read.rows, schema, clock, against });
}

/** A claim for a purpose that the schema lacks would permit nothing, and nobody would notice. */
function checkClaims({ purposes }: Schema, claims: readonly Cell[]): void {
  for (const [index, { purpose, topic }] of claims.entries()) {
    const path = `claims[${index}]`;
    const found = Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined;
    if (found === undefined) {
      throw new InputError("INPUT_PURPOSE", "The schema has no such purpose.", {
        path: `${path}.purpose`,
        remedy: `Name one of the schema's: ${Object.keys(purposes).join(", ")}.`,
      });
    }
    if (topic === undefined || found.topics?.includes(topic)) continue;
    throw new InputError("INPUT_PURPOSE", "The purpose has no such topic.", {
      path: `${path}.topic`,
      remedy: `Name one of the purpose's: ${(found.topics ?? []).join(", ")}.`,
    });
  }
}

type FindCells = (row: number) => ImportRow["values"] | undefined;

async function prepareConsent(
  { clock, consent, engine, random }: AppDependencies,
  claims: readonly Cell[],
  evidence: ImportSettings["evidence"],
  findCells: FindCells,
): Promise<ImportConsent> {
  const gate = engine.options.consent;
  const plain = consent.importDrafts(random, claims);
  const standing = (facts: ContactPointConsent, at: Instant): string | null =>
    gate.listDenials?.(facts, [], at)[0]?.code ?? null;
  if (evidence === undefined) return { gate, standing, drafts: plain, evidence: () => "none" };
  const { recordImportClaim } = await loadRecords();
  const drafts = (intent: ImportConsentIntent) => {
    const { id, at, row, kind, contactPoint, importId } = intent;
    const cells = kind === "claim" ? findCells(row) : undefined;
    const known = cells === undefined ? undefined : evidence(cells);
    if (known === undefined || contactPoint === undefined) return plain(intent);
    if (timeFault(known.at, at) !== null) return plain(intent);
    return recordImportClaim(random, {
      ...{ id, contactPoint, cells: claims, status: "subscribed", importId },
      at: known.at ?? at,
      ...{ method: known.method, evidence: known.record },
    });
  };
  const given = (row: number): "given" | "none" | RowNote => {
    const cells = claims.length === 0 ? undefined : findCells(row);
    const known = cells === undefined ? undefined : evidence(cells);
    const code = timeFault(known?.at, clock.now());
    if (code !== null) return { code };
    return known !== undefined && known.method !== "api" && holds(known.record) ? "given" : "none";
  };
  return { gate, standing, drafts, evidence: given };
}

/** Nobody agreed to e-mail marketing before, and a file's empty dates are read as 1970 or 1900. */
const earliest = Date.UTC(1990, 0, 1);

function timeFault(at: Instant | undefined, now: Instant): string | null {
  if (at === undefined) return null;
  if (!Number.isSafeInteger(at)) return "EVIDENCE_TIME_INVALID";
  if (at < earliest) return "EVIDENCE_TIME_TOO_EARLY";
  return at > now ? "EVIDENCE_TIME_IN_FUTURE" : null;
}

/** A record that says nothing is none, as the ledger has it. */
function holds(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "string") return value.trim() !== "";
  return typeof value === "object" ? Object.values(value).some(holds) : true;
}

/**
 * The rows, and the cells of those that were read last: two batches of them, however long the file.
 */
function remember(
  rows: Rows,
  batchSize = 100,
): { readonly rows: AsyncIterable<ImportRow>; readonly findCells: FindCells } {
  const last = new Map<number, ImportRow["values"]>();
  async function* remembered(): AsyncGenerator<ImportRow, void, undefined> {
    for await (const row of rows) {
      last.set(row.row, row.values);
      const [oldest] = last.keys();
      if (last.size > 2 * batchSize && oldest !== undefined) last.delete(oldest);
      yield row;
    }
  }
  return { rows: remembered(), findCells: (row) => last.get(row) };
}
