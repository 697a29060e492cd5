export { type RateText, ratePerSecond } from "./rate-text.js";
export { createSlotKeeper, type NextSlot, type SlotKeeper } from "./slot-keeper.js";
export { askAt, leaseRun, type SlotKey, type SlotRun, slotSpacing, slotsAsked } from "./slots.js";
export {
  defaultWarmUpLimits,
  type WarmUpDay,
  type WarmUpLimits,
  type WarmUpPlan,
  type WarmUpStep,
  warmUpDays,
  warmUpStep,
} from "./warm-up.js";
