// Longer than other files: every step a workflow may have, for its author to read in one place.
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
import type { Faulty, ListedFor, OneKnown, OneOf } from "../../known.js";
import type { Sample } from "../../messages/sample.js";
import type { Channel, MessageClass } from "../../ports/consent-gate.js";
import type {
  ConditionBuilder,
  DataBuilder,
  EventPredicate,
  KeyPathOf,
  NumberPathOf,
  SameOption,
  SegmentNode,
  Window,
  ZoneRule,
} from "../../segments/index.js";
import type { DurationText, FrequencyCap, QuietHours, Weekday } from "../../timing/index.js";
import type { DeliverySignal, NodeId, OnCap } from "../definition.js";
import type {
  AnswerCondition,
  HandedData,
  NotifyStep,
  RunStep,
  ThrottleStep,
  WebhookStep,
  WorkflowReference,
} from "./call-step.js";

/**
 * Anything with a template's id. Channel, class, purpose and topic are taken from it if it has
 * them.
 */
export interface TemplateReference {
  readonly id: string;
  readonly channel?: Channel;
  readonly messageClass?: MessageClass;
  readonly purpose?: string;
  readonly topic?: string;
}

/** Anything with a segment's id, usually a segment. */
export interface SegmentReference {
  readonly id: SegmentId;
}

/** Conditions on an event's data, as in segments: `(d) => d.data("total").atLeast(50)`. */
export type Where<in out Data> = (data: DataBuilder<Data>) => EventPredicate;

export interface StepOptions {
  /**
   * By default a unique id that describes the step. Set one to keep it across versions, or to go to
   * it.
   */
  readonly id?: NodeId;
}

/** `Own` is the purpose of the template, if it is known. */
export interface SendOptions<
  in out S extends Schema,
  in out P extends string,
  in out Topic extends string = string,
  in out Own = never,
> extends StepOptions {
  readonly purpose?: OneKnown<"purpose", P, PurposeOf<S>>;
  readonly topic?: KnownTopic<S, [P] extends [never] ? Own & PurposeOf<S> : P, Topic>;
  /** Default: the template's, else `email`. Must not differ from the template's. */
  readonly channel?: Channel;
  /** Default: the template's, else `marketing`. Must not be laxer than the template's. */
  readonly messageClass?: MessageClass;
  readonly data?: JsonObject;
  /**
   * Templates that are tried in this order where a message is refused for good at every address: a
   * text message instead of a mail. What a template does not say is as in the step.
   */
  readonly fallbacks?: readonly TemplateReference[];
}

type NoPurpose = "Name a purpose: the template names none that is known";

/** The purpose must be set by the template or by the step. */
type HasPurpose<S extends Schema, Own, P> = [P] extends [never]
  ? [Own] extends [PurposeOf<S>]
    ? unknown
    : Faulty<`${NoPurpose}; ${ListedFor<Own, PurposeOf<S>>}`>
  : unknown;

/**
 * Reports about a message of this run, by template. Only those by a person count, unless
 * `humanOnly` is `false`.
 */
export interface DeliveryOption {
  readonly clicked?: TemplateReference;
  readonly opened?: TemplateReference;
  readonly delivered?: TemplateReference;
  readonly bounced?: TemplateReference;
  readonly humanOnly?: boolean;
}

/** What to wait for: the first of all that are given. */
export interface WaitForOptions<
  in out S extends Schema,
  in out Name extends string,
  in out Data = unknown,
> extends DeliveryOption,
    StepOptions {
  readonly event?: OneKnown<"event", Name, EventNameOf<S>>;
  readonly where?: Where<EventDataOf<S, Name>>;
  /**
   * Only an event about the same thing as the run's trigger: the field that both events have, or
   * one field of each: `"cartId"`, `{ own: "cartId", other: "cart.id" }`.
   */
  readonly same?: SameOption<Data, EventDataOf<S, Name>>;
  readonly timeout: DurationText;
}

/** A report about the last such message of this run, and how long after it the run goes on. */
export type WaitSinceOptions = StepOptions & {
  readonly for: DurationText;
  /** How long the report itself is waited for. */
  readonly timeout: DurationText;
  /** Default `true`: opens and clicks by machines do not count. */
  readonly humanOnly?: boolean;
} & OneReport<"sent" | "delivered" | "opened" | "clicked">;

type OneReport<Names extends string> = {
  [Name in Names]: { readonly [Own in Name]: TemplateReference } & {
    readonly [Other in Exclude<Names, Name>]?: never;
  };
}[Names];

/** An event with the key of the run's trigger has happened: this cart was ordered. */
export interface Happened<in out Name, in out Event, in out Data> {
  readonly happened: Name;
  readonly same: SameOption<Data, Event>;
  readonly where?: Where<Event>;
  /** Without limit by default. */
  readonly window?: Window;
}

type HappenedOf<S extends Schema, Data> = {
  [Name in EventNameOf<S>]: Happened<Name, EventDataOf<S, Name>, Data>;
}[EventNameOf<S>];

/**
 * The condition of a branch: a report about a message, the data of the run's trigger, or any
 * segment condition.
 */
export type When<S extends Schema, Data> =
  | DeliveryOption
  | { readonly trigger: Where<Data> }
  | AnswerCondition
  | { readonly in: SegmentReference }
  | HappenedOf<S, Data>
  | ((contact: ConditionBuilder<S>) => SegmentNode);

/** A date of the contact or of the run's trigger, and the time to wait for because of it. */
export type WaitUntilDateOptions<S extends Schema, Data> = StepOptions & {
  /** `HH:MM` of that day. Default: the date's own time, midnight where it has none. */
  readonly time?: string;
  /** The workflow's zone by default. */
  readonly zone?: ZoneRule;
} & (
    | { readonly attribute: KeyPathOf<AttributesOf<S>>; readonly trigger?: never }
    | { readonly trigger: KeyPathOf<Data>; readonly attribute?: never }
  ) &
  (
    | { readonly before?: DurationText; readonly after?: never }
    | { readonly after: DurationText; readonly before?: never }
  );

/** Paths for a date that is not ahead. Without a path, the run continues at once. */
export interface DatePaths<in out S extends Schema, in out Data> {
  readonly passed?: PathBuilder<S, Data>;
  readonly missing?: PathBuilder<S, Data>;
}

/** Builds one path of a fork: takes the steps so far and returns the extended ones. */
export type PathBuilder<in out S extends Schema, in out Data> = (
  w: WorkflowSteps<S, Data>,
) => WorkflowPath;

/** Paths for a run that was not let in, or did not end in time. Without one, the run goes on. */
export interface RunPaths<in out S extends Schema, in out Data> {
  readonly refused?: PathBuilder<S, Data>;
  readonly timeout?: PathBuilder<S, Data>;
}

export interface BranchPaths<in out S extends Schema, in out Data> extends StepOptions {
  /**
   * The path if the condition holds. A path without an exit continues with the step after the fork.
   */
  readonly yes?: PathBuilder<S, Data>;
  readonly no?: PathBuilder<S, Data>;
}

/** The steps built so far, which a path must return. */
export interface WorkflowPath<out Data = unknown> extends HandedData<Data> {
  /** Ids of the nodes, in the order of creation. */
  readonly nodeIds: readonly NodeId[];
}

/**
 * The steps of a workflow or of one of its paths. Each follows the one before. `Data` is the data
 * of the starting event.
 */
export interface WorkflowSteps<in out S extends Schema, in out Data> extends WorkflowPath<Data> {
  /** The purpose is set here, unless the template has its own. */
  send<
    const Own extends string | undefined = undefined,
    const P extends OneOf<PurposeOf<S>> = never,
    const Topic extends string = never,
  >(
    template: TemplateReference & { readonly purpose?: Own } & HasPurpose<S, Own, P>,
    options?: SendOptions<S, P, Topic, Own>,
  ): this;
  wait(duration: DurationText, options?: StepOptions): this;
  /**
   * Waits for the next time of day that is still to come: after `wait("3d")` from ten o'clock on,
   * nine o'clock is on the fourth day. `best` is the hour at which the contact most likely clicks,
   * by their own history and everybody's. Quiet hours and caps still apply to what is sent then.
   * @example
   * w.waitUntil({ time: "09:00", days: ["tue", "thu"] })
   * w.waitUntil({ time: "best", between: ["08:00", "21:00"] })
   */
  waitUntil(
    rule: {
      readonly time: string;
      /** For `best`: the times of a day between which it lies. Default: 08:00 and 21:00. */
      readonly between?: readonly [string, string];
      readonly days?: readonly Weekday[];
      readonly zone?: ZoneRule;
      /**
       * For a run that arrives in that very minute, or in its best hour: `next`, the default, waits
       * for the next such time.
       */
      readonly today?: "now" | "next";
    } & StepOptions,
  ): this;
  /**
   * Waits for a date that an attribute or the trigger names. Where the attribute changes, the wait
   * moves with it.
   * @example
   * w.waitUntilDate({ attribute: "renewsAt", before: "7d", time: "17:00" }, {
   *   passed: (w) => w.exit("late"),
   *   missing: (w) => w.exit("no date"),
   * })
   */
  waitUntilDate(date: WaitUntilDateOptions<S, Data>, ways?: DatePaths<S, Data>): this;
  /**
   * Waits from the time of a report, whenever the run arrives: three days after the mail was
   * delivered. `no` is the path if there is no report before the timeout.
   * @example
   * w.waitSince({ delivered: missYou, for: "3d", timeout: "14d" }, { no: (w) => w.exit("lost") })
   */
  waitSince(what: WaitSinceOptions, ways?: BranchPaths<S, Data>): this;
  waitFor<const Name extends OneOf<EventNameOf<S>> = never>(
    what: WaitForOptions<S, Name, Data>,
    ways?: BranchPaths<S, Data>,
  ): this;
  /**
   * Waits so long, and takes the path if none of it has happened by then. If it happens, the run
   * goes on with the step after the path.
   * @example
   * w.unless({ opened: missYou, within: "3d" }, (w) => w.send(missYouAgain))
   */
  unless<const Name extends OneOf<EventNameOf<S>> = never>(
    what: Omit<WaitForOptions<S, Name, Data>, "timeout"> & { readonly within: DurationText },
    instead: PathBuilder<S, Data>,
  ): this;
  /**
   * Calls an address of yours, signed, and waits for its answer. `failed` is the path where it was
   * refused, did not answer in time, or answered something else than declared.
   * @example
   * const stock = webhookAnswer("stock", { left: "number" });
   * w.webhook(
   *   { url: "https://hooks.shop.example/stock", event: "stock.asked", answer: stock },
   *   { failed: (w) => w.exit("unknown stock") },
   * ).branch(stock.when((d) => d.data("stock.left").atLeast(1)), { no: (w) => w.exit("sold out") })
   */
  webhook(what: WebhookStep<S>, ways?: { readonly failed?: PathBuilder<S, Data> }): this;
  /**
   * Waits until it is the run's turn, first come, first served: at most `max` turns in any `per`,
   * over all runs and workers. With `over`, a run that finds no room takes that path at once.
   * @example
   * w.throttle({ key: "call-centre", max: 30, per: "1h" }).send(news)
   */
  throttle(what: ThrottleStep, ways?: { readonly over?: PathBuilder<S, Data> }): this;
  /**
   * Makes a task for a colleague, and tells them by mail where `mail` is said. Nothing is sent to
   * the contact.
   * @example
   * w.notify({ title: "Call this customer", owner: "desk", due: "2d", mail: true })
   */
  notify(what: NotifyStep<S>): this;
  /**
   * Starts a run of another workflow for the same contact, with the run's data and `data`. With
   * `within`, waits for its end: `timeout` is the path if it has not ended by then, and it ends
   * with this step unless `left` says otherwise. `refused` is the path where it may not begin.
   * @example
   * const end = runEnd("course");
   * w.run(welcome, { within: "30d", as: end }, { refused: (w) => w.exit("not let in") })
   *   .branch(end.when((d) => d.data("course.outcome").is("done")), { no: (w) => w.exit("lost") })
   */
  run<Handed = unknown>(
    child: WorkflowReference<Handed>,
    how?: RunStep<NoInfer<Handed>>,
    ways?: RunPaths<S, Data>,
  ): this;
  branch(when: When<S, Data>, ways: BranchPaths<S, Data>): this;
  /** Takes the first case that holds. */
  choose(
    cases: Readonly<
      Record<string, { readonly when: When<S, Data>; readonly do: PathBuilder<S, Data> }>
    >,
    otherwise?: PathBuilder<S, Data>,
    options?: StepOptions,
  ): this;
  /**
   * Distributes contacts by weight, each always to the same arm. `salt` defaults to the ids of the
   * workflow and the step.
   */
  split(
    arms: Readonly<Record<string, { readonly weight: number; readonly do?: PathBuilder<S, Data> }>>,
    options?: StepOptions & { readonly salt?: string },
  ): this;
  /**
   * Gives each contact an arm of the experiment, the same wherever the experiment's id is named,
   * and records it. `metric` is a goal of this workflow. `holdout` keeps a share of contacts out.
   * @example
   * w.experiment("subject", {
   *   metric: "order",
   *   arms: { plain: { weight: 1 }, bold: { weight: 1, do: (w) => w.send(bold) } },
   *   holdout: { share: 0.05, do: (w) => w.exit("held out") },
   * })
   */
  experiment(
    experiment: string,
    options: StepOptions & {
      readonly metric: string;
      readonly arms: Readonly<
        Record<string, { readonly weight: number; readonly do?: PathBuilder<S, Data> }>
      >;
      readonly holdout?: { readonly share: number; readonly do?: PathBuilder<S, Data> };
    },
  ): this;
  /**
   * Goes several ways at the same time. The run goes on when all have arrived, or with the first of
   * them (`any`), which ends the others. An exit on one way ends the run.
   * @example
   * w.parallel({ mail: (w) => w.wait("2d").send(tips), list: (w) => w.addTo("new") })
   */
  parallel(
    branches: Readonly<Record<string, PathBuilder<S, Data>>>,
    options?: StepOptions & { readonly join?: "all" | "any" },
  ): this;
  set(
    attributes: { readonly [Name in keyof AttributesOf<S>]?: AttributesOf<S>[Name] & JsonValue },
    options?: StepOptions,
  ): this;
  unset<const Name extends OneOf<keyof AttributesOf<S> & string>>(
    ...names: readonly OneKnown<"attribute", Name, keyof AttributesOf<S> & string>[]
  ): this;
  addTo(...lists: readonly (ListId | string)[]): this;
  removeFrom(...lists: readonly (ListId | string)[]): this;
  /** Adds the contact to this list and removes it from the given ones. */
  moveTo(
    list: ListId | string,
    options?: StepOptions & { readonly from?: readonly (ListId | string)[] },
  ): this;
  /** Records a goal. `value`: what it is worth, or the path of a number in the trigger's data. */
  goal(
    name: string,
    options?: StepOptions & { readonly value?: number | NumberPathOf<Data> },
  ): this;
  /** Ends the run. */
  exit(outcome: string): WorkflowPath<Data>;
  /** Continues with an earlier step. The loop must contain a wait. */
  goTo(id: NodeId): WorkflowPath<Data>;
}

/** Reports of a provider have no data for conditions. */
interface ExitOptions<in out S extends Schema, in out Name extends string, in out Data> {
  readonly where?: [Name] extends [DeliverySignal] ? never : Where<EventDataOf<S, Name>>;
  /** Ends only runs whose trigger has the same key: the run of this cart. */
  readonly same?: [Name] extends [DeliverySignal] ? never : SameOption<Data, EventDataOf<S, Name>>;
  readonly outcome?: string;
}

/** An event that counts as a goal. */
export interface GoalOptions<in out Event, in out Data> {
  /** The event's name by default. */
  readonly name?: string;
  readonly where?: Where<Event>;
  /** Only events about the same thing as the run's trigger: the order of this cart. */
  readonly same?: SameOption<Data, Event>;
  /** What it is worth, or the path of a number in the event's data. */
  readonly value?: number | NumberPathOf<Event>;
  /** Ends the run with this outcome. By default the run goes on. */
  readonly outcome?: string;
}

/** The whole workflow: its steps and its properties. */
export interface WorkflowBuilder<in out S extends Schema, in out Data>
  extends WorkflowSteps<S, Data> {
  /** Ends a run as soon as this happens. The outcome is the event's name by default. */
  exitOn<const Name extends OneOf<EventNameOf<S> | DeliverySignal>>(
    event: OneKnown<"event", Name, EventNameOf<S> | DeliverySignal>,
    options?: ExitOptions<S, Name, Data>,
  ): this;
  /** Evaluated before every step: ends the run if the contact is in the segment, or not in it. */
  exitWhen(
    membership: { readonly in: SegmentReference } | { readonly out: SegmentReference },
    outcome?: string,
  ): this;
  /**
   * Records a goal each time this happens, also if it ends the run.
   * @example
   * w.goalOn("order.placed", { name: "order", same: "cartId", value: "total" })
   */
  goalOn<const Name extends OneOf<EventNameOf<S>>>(
    event: OneKnown<"event", Name, EventNameOf<S>>,
    options?: GoalOptions<EventDataOf<S, Name>, Data>,
  ): this;
  quietHours(...quiet: readonly QuietHours[]): this;
  cap(...caps: readonly FrequencyCap[]): this;
  /** What becomes of a send when a cap has no room. Default `wait`. */
  onCap(action: OnCap): this;
  /** Who goes through the workflow without its mails, for comparison. */
  holdout(sample: Sample): this;
  lateAfter(duration: DurationText): this;
  /** Which sends are claimed first where many are due: from 0 to 100, default 50. */
  priority(priority: number): this;
  /**
   * Admits contacts to whom none of the messages may be sent, for example to ask for permission.
   * Without it their entry is refused, with every reason on record.
   */
  admitAnyone(): this;
  /** The zone of waits that have none of their own. Default `contact`. */
  zone(rule: ZoneRule): this;
  /** Default 1. Runs stay on the version they began with. */
  version(version: number): this;
}

/**
 * `never` (the default): once only. `afterExit` and `after`: again when the last run is over, or
 * has been over for the given time. `oncePer`: once per value at a path of the trigger's data; with
 * `again`, one run at a time, and a new event may restart the current run.
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
