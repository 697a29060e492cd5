export { type Browser, browser, type FormChanges, type VisitedPage } from "./browser.js";
export { type FakeEngine, type FakeEngineOptions, fakeEngine } from "./fake-engine.js";
export type { Length, Moment } from "./moment.js";
export type { ComingPerson, Noticed, Person, WhichMessage } from "./person.js";
export type { FaultScope, Provider } from "./provider.js";
export type { ReceivedLink, ReceivedMail, ReceivedMessage, ReceivedText } from "./received.js";
export type {
  AwaitedMail,
  AwaitedText,
  Condition,
  RunUntil,
  RunUntilOptions,
} from "./run-until.js";
export type { MessageSnapshot, Snapshot, SnapshotOptions } from "./snapshot.js";
export type { SubscribeOptions } from "./subscribing.js";
export { testApp } from "./test-app.js";
export type { PersonInput, TestApp, TestAppOptions, TestTenant } from "./test-app-face.js";
export { TestKitError } from "./test-kit-error.js";
