export {
  createDelivery,
  type Delivery,
} from "./create-delivery.js";
export type {
  BreakerPolicy,
  DeliveryOptions,
  Freshen,
  RetryPolicy,
} from "./delivery-options.js";
export { type DeliveryReport, sumDelivery, wasDelivering } from "./delivery-report.js";
export { type HeldResolution, heldMessages, resolveHeld } from "./held-messages.js";
export type { Pause, RateOptions } from "./rates.js";
export { type SweepSummary, sumSweeps } from "./sweep-summary.js";
