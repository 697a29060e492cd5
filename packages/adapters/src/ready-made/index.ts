export {
  type AbandonedCartMail,
  type AbandonedCartOptions,
  abandonedCart,
} from "./abandoned-cart.js";
export {
  type BestCustomersMail,
  type BestCustomersOptions,
  bestCustomers,
} from "./best-customers.js";
export { type BirthdayMail, type BirthdayOptions, birthday } from "./birthday.js";
export { type DripCourseMail, type DripCourseOptions, dripCourse } from "./drip-course.js";
export {
  type EventReminderMail,
  type EventReminderOptions,
  eventReminder,
} from "./event-reminder.js";
export {
  type FeedbackMail,
  type FeedbackOptions,
  firstPurchaseFeedback,
} from "./first-purchase-feedback.js";
export type { MailLayout, MailParts } from "./mail-layout.js";
export type { MailWords, WordChanges, WordsByLanguage } from "./mail-words.js";
export {
  type NearbyStoreMail,
  type NearbyStoreOptions,
  nearbyStore,
  type TellNearby,
  tellNearby,
} from "./nearby-store.js";
export { type RePermissionMail, type RePermissionOptions, rePermission } from "./re-permission.js";
export {
  joined,
  type OrderOptions,
  type ReadyMade,
  type ReadyMadeNeeds,
  type ReadyMadeOptions,
} from "./ready-made.js";
export { type Buyer, type RfmThresholds, rfmThresholds } from "./rfm.js";
export { type SunsetMail, type SunsetOptions, sunset } from "./sunset.js";
export { type UpSellMail, type UpSellOptions, upSell } from "./up-sell.js";
export {
  type WelcomeMail,
  type WelcomeOptions,
  type WelcomeSeries,
  welcomeSeries,
} from "./welcome-series.js";
export { type WinBackMail, type WinBackOptions, winBack } from "./win-back.js";
