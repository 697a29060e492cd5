import type { AttributesOf, EventNameOf, PurposeOf, Schema } from "../../contacts/index.js";
import type { ListId } from "../../identifiers.js";
import type { JsonObject, JsonValue } from "../../json.js";
import type { OneKnown, OneOf, WithReadonlyLists } from "../../known.js";
import type { NumberPathOf, ZoneRule } from "../../segments/index.js";
import type { DurationText, Weekday } from "../../timing/index.js";
import type { NodeId } from "../definition.js";
import type {
  HandedData,
  HandsOver,
  NotifyStep,
  RunStep,
  ThrottleStep,
  WebhookStep,
  WorkflowReference,
} from "./call-step.js";
import type { HasPurpose, Over, ReadsBrought, SendOptions } from "./send-options.js";
import type { StepOptions, TemplateReference } from "./step-parts.js";
import type { WaitForOptions, WaitSinceOptions, WaitUntilDateOptions } from "./wait-options.js";
import type { When } from "./when.js";

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
  /**
   * The purpose is set here, unless the template has its own. A template that declares `events`
   * reads the data of the run, with `data` over it: what starts the workflow has to bring it.
   */
  send<
    const Own extends string | undefined = undefined,
    const P extends OneOf<PurposeOf<S>> = never,
    const Topic extends string = never,
    const Reads extends string = never,
    const Given extends JsonObject = Record<never, never>,
    const Others extends readonly TemplateReference[] = readonly [],
    Kept = unknown,
  >(
    template: TemplateReference & {
      readonly purpose?: Own;
      readonly events?: readonly Reads[];
    } & HasPurpose<S, Own, P> &
      ReadsBrought<S, Reads, Over<Over<Data, Kept>, Given>>,
    options?: SendOptions<S, P, Topic, Own, Data, Given, Others, Kept>,
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
  /**
   * Waits for the first of several things. With `keep`, the event's data are there for later
   * steps.
   * @example
   * const order = keptEvent(schema, "order", "order.placed");
   * w.waitFor({ event: "order.placed", keep: order, timeout: "7d" }, { no: (w) => w.exit("none") })
   *   .send(receipt, { kept: order })
   */
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
  run<Handed = unknown, const Given extends JsonObject = Record<never, never>>(
    child: WorkflowReference<Handed> & HandsOver<Handed, Over<Data, Given>>,
    how?: RunStep<WithReadonlyLists<NoInfer<Handed>>, Given>,
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
