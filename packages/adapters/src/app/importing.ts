import type { Cell, ConsentMethod, EventPayload, ImportDeclaration } from "@wellsent/consent";
import { listId, type Schema, type TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import {
  type CommitReport,
  commitImport,
  dryRunImport,
  type ImportConsent,
  type ImportConsentIntent,
  type ImportOptions,
  type ImportProgress,
  type ImportReport,
  type ImportRow,
} from "@wellsent/core/import";
import type { AppDependencies } from "./app-dependencies.js";
import { loadRecords } from "./peers.js";

export type Rows = AsyncIterable<ImportRow> | Iterable<ImportRow>;

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
   * What a subscription in this file means. It counts as a claim, and removes no denial. A row is
   * subscribed where a column mapped to `status` or `subscribed` says so. To segments its consent is
   * `none`: nobody has given it here.
   */
  readonly claims?: readonly (Omit<Cell, "purpose"> & {
    readonly purpose: keyof S["purposes"] & string;
  })[];
  /**
   * How the person of a row agreed, and the record of it, out of the row's cells by their columns'
   * names. A claim without one permits nothing. Where a law asks for the mailbox's own confirmation,
   * only `double_opt_in_post` and `paper` count.
   */
  readonly evidence?: (
    cells: Readonly<Record<string, string>>,
  ) => { readonly method: ConsentMethod; readonly record: EventPayload } | undefined;
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
  const { consent, clock, engine, schema, ids } = deps;
  const record =
    declaration === undefined
      ? {}
      : { record: consent.importRecord({ ...declaration, importId, at: clock.now() }) };
  const read = remember(rows, settings.batchSize);
  const words = await consentOf(deps, claims, evidence, read.cellsOf);
  yield* commitImport({
    ...reading,
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
): AsyncGenerator<ImportProgress<ImportReport>, void, undefined> {
  const { lists: _lists, claims = [], evidence, declaration: _declaration, ...reading } = settings;
  const { clock, engine, schema } = deps;
  checkClaims(schema, claims);
  const read = remember(rows, settings.batchSize);
  const words = await consentOf(deps, claims, evidence, read.cellsOf);
  const against = { store: engine.store, tenant, consent: words };
  yield* dryRunImport({ ...reading, rows: read.rows, schema, clock, against });
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

type CellsOf = (row: number) => ImportRow["values"] | undefined;

async function consentOf(
  { consent, engine, random }: AppDependencies,
  claims: readonly Cell[],
  evidence: ImportSettings["evidence"],
  cellsOf: CellsOf,
): Promise<ImportConsent> {
  const gate = engine.options.consent;
  const plain = consent.importDrafts(random, claims);
  if (evidence === undefined) return { gate, drafts: plain };
  const { recordImportClaim } = await loadRecords();
  const drafts = (intent: ImportConsentIntent) => {
    const { id, at, row, kind, contactPoint } = intent;
    const cells = kind === "claim" ? cellsOf(row) : undefined;
    const known = cells === undefined ? undefined : evidence(cells);
    if (known === undefined || contactPoint === undefined) return plain(intent);
    return recordImportClaim(random, {
      ...{ id, at, contactPoint, cells: claims, status: "subscribed" },
      ...{ method: known.method, evidence: known.record },
    });
  };
  return { gate, drafts };
}

/** The rows, and the cells of those that were read last: two batches of them, however long the file. */
function remember(
  rows: Rows,
  batchSize = 100,
): { readonly rows: AsyncIterable<ImportRow>; readonly cellsOf: CellsOf } {
  const last = new Map<number, ImportRow["values"]>();
  async function* remembered(): AsyncGenerator<ImportRow, void, undefined> {
    for await (const row of rows) {
      last.set(row.row, row.values);
      const [oldest] = last.keys();
      if (last.size > 2 * batchSize && oldest !== undefined) last.delete(oldest);
      yield row;
    }
  }
  return { rows: remembered(), cellsOf: (row) => last.get(row) };
}
