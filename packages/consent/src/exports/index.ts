export {
  type NumberedRow,
  type ReadConsentCsv,
  readConsentCsv,
  writeConsentCsv,
} from "./consent-csv.js";
export {
  type ConsentReceiptRequest,
  type ConsentRecordRequest,
  consentReceipt,
  consentRecord,
  type RecordPurpose,
  type RecordValidity,
} from "./consent-record.js";
export {
  type ConsentRow,
  consentColumns,
  consentRows,
  type ExportedPoint,
  type RowStatus,
  suppressionRow,
} from "./consent-row.js";
export { type RecordStatus, validForProcessing } from "./consent-status.js";
export type { Controller } from "./controller.js";
export { type DpvConsentStatus, type DpvPurpose, dpvTerms } from "./dpv-terms.js";
export {
  type KantaraPurpose,
  type KantaraReceipt,
  type KantaraRequest,
  kantaraReceipt,
} from "./kantara-receipt.js";
export { writeCsv } from "./ledger-csv.js";
export {
  type ConsentImportContext,
  type ConsentImportPlan,
  planConsentImport,
  type RefusedRow,
} from "./plan-consent-import.js";
export { consentReceiptSchema, consentRecordSchema } from "./record-schema.js";
