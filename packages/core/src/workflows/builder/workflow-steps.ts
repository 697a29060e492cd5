import type {
  AttributesOf,
  EventDataOf,
  EventNameOf,
  KnownTopic,
  PurposeOf,
  Schema,
} from "../../contacts/index.js";
import type { ListId, SegmentId } from "../../identifiers.js";
import type { JsonObject, JsonValue } from "../../json.js";
import type { Faulty, Known, ListedFor, OneKnown, OneOf } from "../../known.js";
import type { Channel, MessageClass } from "../../ports/consent-gate.js";
import type {
  ConditionBuilder,
  DataBuilder,
  EventPredicate,
  KeyPathOf,
  SameOption,
  SegmentNode,
  Window,
  ZoneRule,
} from "../../segments/index.js";
import type { DurationText, FrequencyCap, QuietHours, Weekday } from "../../timing/index.js";
import type { DeliverySignal, NodeId } from "../definition.js";

/**
 * Whatever has a template's id; what it knows of channel, class, purpose and topic is taken from
 * it.
 */
export interface TemplateReference {
  readonly id: string;
  readonly channel?: Channel;
  readonly messageClass?: MessageClass;
  readonly purpose?: string;
  readonly topic?: string;
}

/** Whatever has a segment's id, a segment above all. */
export interface SegmentReference {
  readonly id: SegmentId;
}

/** Conditions on an event's data, as in segments: `(d) => d.data("total").atLeast(50)`. */
export type Where<in out Data> = (data: DataBuilder<Data>) => EventPredicate;

export interface StepOptions {
  /**
   * Absent: made of what the step does, and unique. Name it to keep it across versions, or to go to
   * it.
   */
  readonly id?: NodeId;
}

/** `Own` is the purpose that the template names, where it is known. */
export interface SendOptions<
  in out S extends Schema,
  in out P extends string,
  in out Topic extends string = string,
  in out Own = never,
> extends StepOptions {
  readonly purpose?: P & Known<"purpose", P, PurposeOf<S>>;
  readonly topic?: Topic & KnownTopic<S, [P] extends [never] ? Own & PurposeOf<S> : P, Topic>;
  /** Default: the template's, else `email`. Another than the template's is refused. */
  readonly channel?: Channel;
  /** Default: the template's, else `marketing`. A laxer one than the template's is refused. */
  readonly messageClass?: MessageClass;
  readonly data?: JsonObject;
}

type NoPurpose = "Name a purpose: the template names none that is known";

/** A purpose has to be named by one of the two: the template, or the step. */
type HasPurpose<S extends Schema, Own, P> = [P] extends [never]
  ? [Own] extends [PurposeOf<S>]
    ? unknown
    : Faulty<`${NoPurpose}; ${ListedFor<Own, PurposeOf<S>>}`>
  : unknown;

/** Reports about a message of this run, by template. By a person, unless `humanOnly` is `false`. */
export interface DeliveryOption {
  readonly clicked?: TemplateReference;
  readonly opened?: TemplateReference;
  readonly delivered?: TemplateReference;
  readonly bounced?: TemplateReference;
  readonly humanOnly?: boolean;
}

/** What to wait for: the first of everything named. */
export interface WaitForOptions<
  in out S extends Schema,
  in out Name extends string,
  in out Data = unknown,
> extends DeliveryOption,
    StepOptions {
  readonly event?: Name & Known<"event", Name, EventNameOf<S>>;
  readonly where?: Where<EventDataOf<S, Name>>;
  /**
   * Only an event about the same thing as what started the run: the field that both have, or one
   * each: `"cartId"`, `{ own: "cartId", other: "cart.id" }`.
   */
  readonly same?: SameOption<Data, EventDataOf<S, Name>>;
  readonly timeout: DurationText;
}

/** An event with the key of what started the run has happened: this cart was ordered. */
export interface Happened<in out Name, in out Event, in out Data> {
  readonly happened: Name;
  readonly same: SameOption<Data, Event>;
  readonly where?: Where<Event>;
  /** For ever where absent. */
  readonly window?: Window;
}

type HappenedOf<S extends Schema, Data> = {
  [Name in EventNameOf<S>]: Happened<Name, EventDataOf<S, Name>, Data>;
}[EventNameOf<S>];

/**
 * What a branch asks: a report about a message, the data of the event that started the run, or
 * anything a segment asks.
 */
export type When<S extends Schema, Data> =
  | DeliveryOption
  | { readonly trigger: Where<Data> }
  | { readonly in: SegmentReference }
  | HappenedOf<S, Data>
  | ((contact: ConditionBuilder<S>) => SegmentNode);

/** A way through: takes steps and gives them back. */
export type PathBuilder<in out S extends Schema, in out Data> = (
  w: WorkflowSteps<S, Data>,
) => WorkflowPath;

export interface BranchPaths<in out S extends Schema, in out Data> extends StepOptions {
  /** Where it holds. A way that does not end in an exit goes on with the step after the fork. */
  readonly yes?: PathBuilder<S, Data>;
  readonly no?: PathBuilder<S, Data>;
}

/** What has been laid so far: what a way returns. */
export interface WorkflowPath {
  /** Ids of the nodes, in the order they were made. */
  readonly nodeIds: readonly NodeId[];
}

/**
 * The steps of a workflow or of one of its ways. Each is laid behind the one before. `Data` is what
 * the starting event holds.
 */
export interface WorkflowSteps<in out S extends Schema, in out Data> extends WorkflowPath {
  /** The purpose is named here, unless the template names its own. */
  send<
    const Own extends string | undefined = undefined,
    const P extends OneOf<PurposeOf<S>> = never,
    const Topic extends string = never,
  >(
    template: TemplateReference & { readonly purpose?: Own } & HasPurpose<S, Own, P>,
    options?: SendOptions<S, P, Topic, Own>,
  ): this;
  wait(duration: DurationText, options?: StepOptions): this;
  waitUntil(
    rule: {
      readonly time: string;
      readonly days?: readonly Weekday[];
      readonly zone?: ZoneRule;
    } & StepOptions,
  ): this;
  waitFor<const Name extends OneOf<EventNameOf<S>> = never>(
    what: WaitForOptions<S, Name, Data>,
    ways?: BranchPaths<S, Data>,
  ): this;
  branch(when: When<S, Data>, ways: BranchPaths<S, Data>): this;
  /** The first case that holds. */
  choose(
    cases: Readonly<
      Record<string, { readonly when: When<S, Data>; readonly do: PathBuilder<S, Data> }>
    >,
    otherwise?: PathBuilder<S, Data>,
    options?: StepOptions,
  ): this;
  /**
   * Deals contacts by weight, each always to the same arm. `salt` defaults to the workflow's and
   * the step's id.
   */
  split(
    arms: Readonly<Record<string, { readonly weight: number; readonly do?: PathBuilder<S, Data> }>>,
    options?: StepOptions & { readonly salt?: string },
  ): this;
  set(
    attributes: { readonly [Name in keyof AttributesOf<S>]?: AttributesOf<S>[Name] & JsonValue },
    options?: StepOptions,
  ): this;
  unset<const Name extends OneOf<keyof AttributesOf<S> & string>>(
    ...names: readonly (Name & Known<"attribute", Name, keyof AttributesOf<S>>)[]
  ): this;
  addTo(...lists: readonly (ListId | string)[]): this;
  removeFrom(...lists: readonly (ListId | string)[]): this;
  /** On this list, and off those it came from. */
  moveTo(
    list: ListId | string,
    options?: StepOptions & { readonly from?: readonly (ListId | string)[] },
  ): this;
  /** Ends the run. */
  exit(outcome: string): WorkflowPath;
  /** On with a step named before: a loop, which must hold a wait. */
  goTo(id: NodeId): WorkflowPath;
}

/** What a provider reports has no data to ask about. */
interface ExitOptions<in out S extends Schema, in out Name extends string, in out Data> {
  readonly where?: Name extends DeliverySignal ? never : Where<EventDataOf<S, Name>>;
  /** Ends only runs that were started by something with the same key: the run of this cart. */
  readonly same?: Name extends DeliverySignal ? never : SameOption<Data, EventDataOf<S, Name>>;
  readonly outcome?: string;
}

/** The whole workflow: its steps, and what holds for all of them. */
export interface WorkflowBuilder<in out S extends Schema, in out Data>
  extends WorkflowSteps<S, Data> {
  /** Ends a run as soon as this happens. The outcome is its name, unless given. */
  exitOn<const Name extends OneOf<EventNameOf<S> | DeliverySignal>>(
    event: OneKnown<"event", Name, EventNameOf<S> | DeliverySignal>,
    options?: ExitOptions<S, Name, Data>,
  ): this;
  /** Asked before every step: whoever is in the segment then, or out of it, leaves. */
  exitWhen(
    membership: { readonly in: SegmentReference } | { readonly out: SegmentReference },
    outcome?: string,
  ): this;
  quietHours(...quiet: readonly QuietHours[]): this;
  cap(...caps: readonly FrequencyCap[]): this;
  lateAfter(duration: DurationText): this;
  /** Which sends are claimed first where many are due: from 0 to 100, default 50. */
  priority(priority: number): this;
  /**
   * Lets people in whom nothing it sends may be sent to: to ask them, say. Without it their entry
   * is refused, with every reason on record.
   */
  admitAnyone(): this;
  /** Whose clock waits follow that say nothing. Default `contact`. */
  zone(rule: ZoneRule): this;
  /** Default 1. Runs stay on the version they began with. */
  version(version: number): this;
}

/**
 * `never` (the default): once for ever. `afterExit` and `after`: again when the last run is over,
 * or over for so long. `oncePer`: once per value at a path of the trigger's data, for ever; with
 * `again` once at a time, and an event may take the run under way back to its beginning.
 */
export type Reentry<Data = unknown> =
  | "never"
  | "afterExit"
  | "always"
  | { readonly after: DurationText }
  | { readonly oncePer: KeyPathOf<Data>; readonly again?: "afterExit" | "restart" };

export interface EntryOptions<Data = unknown> {
  readonly reentry?: Reentry<Data>;
}

/** Where a definition begins: with what starts a run. */
export interface WorkflowStart<in out S extends Schema> {
  onEnter(
    segment: SegmentReference,
    options?: EntryOptions<Record<never, never>>,
  ): WorkflowBuilder<S, Record<never, never>>;
  onLeave(
    segment: SegmentReference,
    options?: EntryOptions<Record<never, never>>,
  ): WorkflowBuilder<S, Record<never, never>>;
  onEvent<const Name extends OneOf<EventNameOf<S>>>(
    event: OneKnown<"event", Name, EventNameOf<S>>,
    options?: EntryOptions<EventDataOf<S, Name>> & {
      readonly where?: Where<EventDataOf<S, Name>>;
    },
  ): WorkflowBuilder<S, EventDataOf<S, Name>>;
  /** Only when the host asks for it. */
  onRequest(options?: EntryOptions): WorkflowBuilder<S, Record<never, never>>;
}
