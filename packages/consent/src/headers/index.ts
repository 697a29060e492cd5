export {
  type DkimCoverage,
  dkimCoverage,
  dkimHeaderFieldNames,
  requiredSignedHeaders,
} from "./dkim-coverage.js";
export { type UnsubscribeHeaderContext, unsubscribeHeaders } from "./unsubscribe-headers.js";
