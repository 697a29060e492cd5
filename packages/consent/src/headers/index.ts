export {
  type DkimCoverage,
  dkimCoverage,
  dkimHeaderFieldNames,
} from "./dkim-coverage.js";
export { type UnsubscribeHeaderContext, unsubscribeHeaders } from "./unsubscribe-headers.js";
