export type { CellPart, CellShape, JoinedColumns } from "./cell-shape.js";
export type { ColumnFormat, UndecidedFormat } from "./column-format.js";
export {
  type ColumnChoice,
  type ColumnMapping,
  chooseTargets,
  type ImportMapping,
} from "./column-mapping.js";
export {
  type ImportSurvey,
  type SurveyedColumn,
  type SurveyOptions,
  surveyImport,
} from "./column-survey.js";
export type { ColumnTarget } from "./column-target.js";
export { type CommitReport, commitImport } from "./commit-import.js";
export { dryRunImport, planImport } from "./dry-run-import.js";
export type { FieldChange, RowDiff } from "./field-change.js";
export type { FieldPolicies, FieldPolicy, ImportField } from "./field-policy.js";
export { formatImportReport, formatName, type ReportRow, reportRows } from "./format-report.js";
export type { DryRunReport, FieldCount, ImportDiff } from "./import-diff.js";
export type {
  CommitOptions,
  DryRunOptions,
  ImportConsent,
  ImportConsentIntent,
  ImportOptions,
  ParsedPhone,
} from "./import-options.js";
export type { ImportProgress } from "./import-progress.js";
export type { ImportQuestion } from "./import-questions.js";
export type { ImportReport, PermissionCounts, ReasonCount } from "./import-report.js";
export type { ImportRow } from "./import-row.js";
export { type InferMappingOptions, inferMapping } from "./infer-mapping.js";
export type { DeclaredWord } from "./permission-cell.js";
export type { BadRow, RowNote, RowOutcome, RowResult } from "./row-result.js";
export {
  type FittedMapping,
  headerDigest,
  type MappingDifference,
  mappingFor,
  type SavedMapping,
  saveMapping,
} from "./saved-mapping.js";
export { type KeptContact, type UndoOptions, type UndoReport, undoImport } from "./undo-import.js";
export type { UndoneValue } from "./undo-plan.js";
