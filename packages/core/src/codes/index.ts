export { type CodeSources, codeRefill } from "./refill.js";
export { sampleCode, sampleOffers } from "./sample-offers.js";
export { type SourcedCodesOptions, sourcedCodes } from "./sourced-codes.js";
export { type StoreCodesOptions, storeCodes } from "./store-codes.js";
