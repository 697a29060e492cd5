export { type DataMapRow, dataMap } from "./data-map.js";
export {
  type Agreement,
  type AgreementClause,
  agreementClauses,
  type Party,
  type Processor,
  type SubProcessor,
  type TransferTool,
} from "./processor.js";
export { processorSchema } from "./processor-schema.js";
export {
  type ControllerRecord,
  type ProcessingInput,
  type ProcessorRecord,
  type PurposeRecord,
  recordProcessing,
  recordsOfProcessing,
  recordsOfProcessor,
  type Transfer,
} from "./records-of-processing.js";
export {
  type Coverage,
  type CoverageGap,
  coveredProcessors,
  defineProcessors,
  processorCoverage,
  processorDigest,
  registerProcessors,
} from "./register.js";
