export {
  type BestCustomersMail,
  type BestCustomersOptions,
  bestCustomers,
} from "./best-customers.js";
export type { MailBlocks, MailLayout, MailParts } from "./mail-layout.js";
export type { MailWords, WordChanges } from "./mail-words.js";
export {
  joined,
  type OrderOptions,
  type ReadyMade,
  type ReadyMadeNeeds,
  type ReadyMadeOptions,
} from "./ready-made.js";
export { type Buyer, type RfmThresholds, rfmThresholds } from "./rfm.js";
export { type WinBackMail, type WinBackOptions, winBack } from "./win-back.js";
