import type { AttributesOf, EventNameOf, EventsOf, PurposeOf, Schema } from "../contacts/index.js";
import type { ContactId, ContactPointId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { CallOptions } from "../ports/call-options.js";
import type {
  Activity,
  AppendResult,
  Channel,
  ConsentDraft,
  Decision,
  MessageClass,
} from "../ports/consent-gate.js";
import type { PublicRequest, PublicResponse } from "../ports/consent-pages.js";
import type { DeliveryEvent } from "../ports/delivery-event.js";
import type { Dispatcher } from "../ports/dispatcher.js";
import type { IngestReport, Store } from "../ports/store/store.js";
import type { EngineOptions } from "./engine-options.js";
import type { EnrollInput } from "./enroll-contact.js";
import type { IdentifiedContact, IdentifyInput } from "./identify-contact.js";
import type { RequestEvidence } from "./public-request.js";
import type { TickSummary } from "./tick-summary.js";

export interface TrackInput<S extends Schema, Name extends EventNameOf<S>> {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  readonly event: Name;
  readonly data: EventsOf<S>[Name];
  /** The host's own id of this occurrence: the same one twice is one event. Absent: made. */
  readonly id?: string;
  readonly at?: Instant;
}

export interface DecideInput<S extends Schema> {
  readonly tenant: TenantId;
  readonly contactPoint: ContactPointId;
  readonly purpose: PurposeOf<S>;
  readonly topic?: string;
  /** Default `send`. */
  readonly activity?: Activity;
  /** Default `marketing`. */
  readonly messageClass?: MessageClass;
}

export interface SendInput<S extends Schema> {
  readonly tenant: TenantId;
  readonly contact: ContactId;
  /** Names this send: the same id to the same contact twice is one message. Letters, digits and hyphens, at most 30. */
  readonly id: string;
  readonly template: string | { readonly id: string };
  readonly purpose: PurposeOf<S>;
  readonly topic?: string;
  readonly messageClass: MessageClass;
  /** Default `email`. */
  readonly channel?: Channel;
  readonly data?: JsonObject;
  readonly dueAt?: Instant;
}

export type SendResult =
  /** `queued: false` with an allowing decision: this id was used before. */
  { readonly queued: boolean; readonly decision: Decision };

/**
 * The interpreter: carries out through the ports what the pure parts decide. It keeps nothing between calls that the
 * store does not have; any number of engines may work on one store.
 */
export interface Engine<S extends Schema = Schema> {
  /** What it was made of: verbs in entries of their own, `explainContact` for one, work on these. */
  readonly options: EngineOptions<S>;
  readonly store: Store;
  /** Does what is due now, up to one batch of each kind. */
  tick(tenant: TenantId, options?: CallOptions): Promise<TickSummary>;
  /** Ticks until nothing is due any more. */
  drain(tenant: TenantId, options?: CallOptions): Promise<TickSummary>;
  /** Ticks for these tenants from now on, as often as the dispatcher says. */
  start(
    dispatcher: Dispatcher,
    tenants: () => Promise<readonly TenantId[]>,
    everyMs?: number,
  ): void;
  /**
   * Makes a contact, or adds to the one there is.
   * @throws InputError `INPUT_IDENTITY`, `INPUT_ADDRESS`, `INPUT_ATTRIBUTES`; StoreError `STORE_CONTACT_CONFLICT` where
   * key and address are two people's.
   */
  identify(input: IdentifyInput<S>, options?: CallOptions): Promise<IdentifiedContact>;
  /** @throws InputError `INPUT_EVENT` where the data is not what the schema says. */
  track<Name extends EventNameOf<S>>(
    input: TrackInput<S, Name>,
    options?: CallOptions,
  ): Promise<IngestReport>;
  /** Takes in what providers report. Denials are in the ledger before anything else hears of it. */
  report(
    tenant: TenantId,
    events: readonly DeliveryEvent[],
    options?: CallOptions,
  ): Promise<IngestReport>;
  record(
    tenant: TenantId,
    drafts: readonly ConsentDraft[],
    options?: CallOptions,
  ): Promise<AppendResult>;
  decide(input: DecideInput<S>, options?: CallOptions): Promise<Decision>;
  /** One message to one contact outside any workflow. Refused without permission, like every other. */
  send(input: SendInput<S>, options?: CallOptions): Promise<SendResult>;
  /** The same for many, decided one by one and queued in one commit. `results[i]` answers `inputs[i]`. */
  sendMany(inputs: readonly SendInput<S>[], options?: CallOptions): Promise<readonly SendResult[]>;
  /** Begins a run of a workflow with a `manual` trigger. The same id twice is one run. */
  enroll(input: EnrollInput, options?: CallOptions): Promise<{ readonly started: boolean }>;
  /** Answers a link out of a mail; see `webHandler` of `@wellsent/adapters/web`. */
  respond(
    request: PublicRequest,
    evidence: RequestEvidence,
    options?: CallOptions,
  ): Promise<PublicResponse>;
  /** The same engine inside a transaction the host opened: one commit with the host's own writes. */
  transaction<T>(hostTransaction: unknown, run: (engine: Engine<S>) => Promise<T>): Promise<T>;
  /** Types only: what attributes this engine's contacts have. */
  readonly attributes?: AttributesOf<S>;
}
