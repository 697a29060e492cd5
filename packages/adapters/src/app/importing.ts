import type { Cell, ImportDeclaration } from "@wellsent/consent";
import { listId, type Schema, type TenantId } from "@wellsent/core";
import {
  type CommitReport,
  commitImport,
  dryRunImport,
  type ImportConsent,
  type ImportOptions,
  type ImportProgress,
  type ImportReport,
  type ImportRow,
} from "@wellsent/core/import";
import type { AppDependencies } from "./app-dependencies.js";

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
  /** What a subscription in this file means. It counts as a claim, and removes no denial. */
  readonly claims?: readonly (Omit<Cell, "purpose"> & {
    readonly purpose: keyof S["purposes"] & string;
  })[];
  /** What the ledger keeps about the import as a whole. Absent: only what the rows say. */
  readonly declaration?: Omit<ImportDeclaration, "importId" | "at">;
}

export function importRows(
  deps: AppDependencies,
  tenant: TenantId,
  rows: Rows,
  settings: ImportSettings,
): AsyncIterable<ImportProgress<CommitReport>> {
  const { lists = [], importId, claims = [], declaration, ...reading } = settings;
  const { consent, clock, engine, schema, ids } = deps;
  const record =
    declaration === undefined
      ? {}
      : { record: consent.importRecord({ ...declaration, importId, at: clock.now() }) };
  return commitImport({
    ...reading,
    ...{ rows, schema, clock, engine, tenant, importId, ids },
    lists: lists.map(listId),
    consent: { ...consentOf(deps, claims), ...record },
  });
}

export function dryRunRows(
  deps: AppDependencies,
  tenant: TenantId,
  rows: Rows,
  settings: Omit<ImportSettings, "importId">,
): AsyncIterable<ImportProgress<ImportReport>> {
  const { lists: _lists, claims = [], declaration: _declaration, ...reading } = settings;
  const { clock, engine, schema } = deps;
  const against = { store: engine.store, tenant, consent: consentOf(deps, claims) };
  return dryRunImport({ ...reading, rows, schema, clock, against });
}

function consentOf(
  { consent, engine, random }: AppDependencies,
  claims: readonly Cell[],
): ImportConsent {
  return { gate: engine.options.consent, drafts: consent.importDrafts(random, claims) };
}
