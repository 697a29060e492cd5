import type {
  AttributesOf,
  EventDataOf,
  EventNameOf,
  PurposeOf,
  Schema,
} from "../../contacts/index.js";
import type { ListId } from "../../identifiers.js";
import type { OneKnown, OneOf } from "../../known.js";
import type { Recurrence } from "../../timing/index.js";
import type { ConsentTrigger, DateTrigger, DeliveryTrigger } from "../entry-trigger.js";
import type { SegmentReference, TemplateReference, Where } from "./step-parts.js";
import type { EntryOptions, WorkflowBuilder } from "./workflow-builder.js";

type NoData = Record<never, never>;

/** The data of a run that was asked for: that of the event which the start names. */
type Requested<S extends Schema, Name extends string> = [Name] extends [never]
  ? NoData
  : EventDataOf<S, Name>;

/** The data of a run that news of consent started. */
export interface ConsentData {
  readonly purposes: readonly string[];
  readonly topic?: string;
  readonly channel?: string;
}

/** The data of a run that a report about a message started. */
export interface DeliveryData {
  /** Its key. */
  readonly message: string;
  readonly template: string;
}

/**
 * What starts a run. Several may: each starts runs of its own, and steps know of the data what all
 * of them bring. `Before` is the data of those named already.
 */
export interface WorkflowStart<in out S extends Schema, in out Before = never> {
  onEnter(
    segment: SegmentReference,
    options?: EntryOptions<Before | NoData>,
  ): WorkflowEntry<S, Before | NoData>;
  onLeave(
    segment: SegmentReference,
    options?: EntryOptions<Before | NoData>,
  ): WorkflowEntry<S, Before | NoData>;
  onEvent<const Name extends OneOf<EventNameOf<S>>>(
    event: OneKnown<"event", Name, EventNameOf<S>>,
    options?: EntryOptions<Before | EventDataOf<S, Name>> & {
      readonly where?: Where<EventDataOf<S, Name>>;
    },
  ): WorkflowEntry<S, Before | EventDataOf<S, Name>>;
  onJoin(
    list: ListId | string,
    options?: EntryOptions<Before | NoData>,
  ): WorkflowEntry<S, Before | NoData>;
  /** The contact leaves a list. */
  onUnlist(
    list: ListId | string,
    options?: EntryOptions<Before | NoData>,
  ): WorkflowEntry<S, Before | NoData>;
  /** Consent is given or withdrawn: to anything, or to what the options say. */
  onConsent<const P extends OneOf<PurposeOf<S>> = never>(
    when: ConsentTrigger["when"],
    options?: EntryOptions<Before | ConsentData> &
      Pick<ConsentTrigger, "topic" | "channel"> & {
        readonly purpose?: OneKnown<"purpose", P, PurposeOf<S>>;
      },
  ): WorkflowEntry<S, Before | ConsentData>;
  /** A message is opened, clicked, answered or bounces; any but the workflow's own by default. */
  onDelivery(
    event: DeliveryTrigger["event"],
    options?: EntryOptions<Before | DeliveryData> &
      Pick<DeliveryTrigger, "humanOnly"> & { readonly template?: TemplateReference },
  ): WorkflowEntry<S, Before | DeliveryData>;
  /**
   * An anniversary of a date among the attributes comes, or the date itself. Each does so once, and
   * one may enter each time unless something else is said.
   */
  onDate<const Name extends OneOf<keyof AttributesOf<S> & string>>(
    attribute: OneKnown<"attribute", Name, keyof AttributesOf<S> & string>,
    options: EntryOptions<Before | NoData> & Omit<DateTrigger, "on" | "attribute">,
  ): WorkflowEntry<S, Before | NoData>;
  /**
   * Everybody, or everybody in a segment, whenever the recurrence comes: each may enter each time
   * unless something else is said.
   */
  onSchedule(
    recurrence: Recurrence,
    options?: EntryOptions<Before | NoData> & { readonly segment?: SegmentReference },
  ): WorkflowEntry<S, Before | NoData>;
  /**
   * Starts at the request of the host, or of a step of another workflow. `data` names an event
   * whose data the request brings, for the types of the steps and of those who `run` the workflow:
   * nothing of it is stored.
   */
  onRequest<const Name extends OneOf<EventNameOf<S>> = never>(
    options?: EntryOptions<[Name] extends [never] ? unknown : Before | EventDataOf<S, Name>> & {
      readonly data?: OneKnown<"event", Name, EventNameOf<S>>;
    },
  ): WorkflowEntry<S, Before | Requested<S, Name>>;
}

/** A workflow that something starts: further starts, its steps and its properties. */
export interface WorkflowEntry<in out S extends Schema, in out Data>
  extends WorkflowBuilder<S, Data>,
    WorkflowStart<S, Data> {}
