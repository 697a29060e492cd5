export {
  type ColumnMapping,
  type ColumnTarget,
  chooseTargets,
  type ImportMapping,
} from "./column-mapping.js";
export { type CommitReport, commitImport } from "./commit-import.js";
export { dryRunImport, planImport } from "./dry-run-import.js";
export { formatImportReport, type ReportRow, reportRows } from "./format-report.js";
export type {
  CommitOptions,
  DryRunOptions,
  ImportConsent,
  ImportConsentIntent,
  ImportOptions,
} from "./import-options.js";
export type { ImportProgress } from "./import-progress.js";
export type { ImportReport, ReasonCount } from "./import-report.js";
export type { ImportRow } from "./import-row.js";
export { type InferMappingOptions, inferMapping } from "./infer-mapping.js";
export type { RowNote, RowOutcome, RowResult } from "./row-result.js";
