export { type ConsentGateOptions, consentGate } from "./consent-gate.js";
export type { RefusalCode } from "./refusal.js";
export type { SoftBouncePolicy } from "./soft-bounce-policy.js";
