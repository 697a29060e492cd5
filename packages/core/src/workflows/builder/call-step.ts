import type { AttributesOf, PurposeOf, Schema } from "../../contacts/index.js";
import type { WorkflowId } from "../../identifiers.js";
import type { JsonObject } from "../../json.js";
import type { Faulty, Quoted, WithReadonlyLists } from "../../known.js";
import type { DurationText } from "../../timing/index.js";
import type { AnswerShape, BranchCondition } from "../definition.js";
import type { StepOptions } from "./step-parts.js";

/** A condition on what was answered, for a branch behind the step that asked. */
export interface AnswerCondition {
  readonly answer: BranchCondition;
}

/** A webhook that is called, and what of its answer is kept. */
export interface WebhookStep<in out S extends Schema> extends StepOptions {
  readonly url: string;
  /** The `type` of the request's body: `stock.asked`. */
  readonly event: string;
  /** Sent along, over the data of the run. */
  readonly data?: JsonObject;
  /** Attributes of the contact that are sent along. Default: none. */
  readonly attributes?: readonly (keyof AttributesOf<S> & string)[];
  /** Becomes data of the run: see {@link webhookAnswer}. Default: nothing is read. */
  readonly answer?: AnswerShape;
  /** How long one call may take, a minute at most. Default `10s`. */
  readonly timeout?: DurationText;
  /** How long it is tried, with growing pauses. Default `1d`. */
  readonly within?: DurationText;
}

/** How many runs are let through in any such length of time, by all workflows that name the key. */
export interface ThrottleStep extends StepOptions {
  readonly key: string;
  /** 1,000 at most. */
  readonly max: number;
  readonly per: DurationText;
}

/** Where only types know what a workflow is handed; no value has it. */
declare const handed: unique symbol;

/** Knows the data that the runs of a workflow begin with. */
export interface HandedData<out Data> {
  readonly [handed]?: Data;
}

/** A workflow that begins on request, or its id: the other may be defined elsewhere. */
export interface WorkflowReference<out Data = unknown> extends HandedData<Data> {
  readonly id: WorkflowId | string;
}

/**
 * To be intersected with a workflow whose runs begin with the data `Handed`: nothing where
 * `Brought`, the data of this run and of the step, has all of it; else a sentence.
 */
export type HandsOver<Handed, Brought> = [Brought] extends [WithReadonlyLists<Handed>]
  ? unknown
  : Faulty<
      [keyof Handed] extends [keyof Brought]
        ? "The workflow begins with data of another kind than this run has: give the step data"
        : `The workflow begins with data that this run lacks: give the step data with ${Quoted<
            [Brought] extends [WithReadonlyLists<Handed>]
              ? never
              : Exclude<keyof Handed, keyof Brought>
          >}`
    >;

/** Where what comes back from another run stands in the run's data. */
export interface RunEndName {
  readonly as: string;
}

/** How a run is started for the same contact, and whether its end is waited for. */
export interface RunStep<out Data = unknown, out Given extends JsonObject = JsonObject>
  extends StepOptions {
  /** Handed over, over the data of the run. */
  readonly data?: Given & Partial<Data>;
  /** Waits so long at most for the end. Default: the run goes on at once. */
  readonly within?: DurationText;
  /**
   * Where what comes back stands in the run's data: see {@link runEnd}. Default: nothing is kept.
   */
  readonly as?: string | RunEndName;
  /** Whether the other run goes on if this one leaves the step before its end. Default `end`. */
  readonly left?: "end" | "keep";
}

/** Whose task it is: a name of the host's, or the one in an attribute of the contact. */
type TaskOwnerIn<S extends Schema> =
  | string
  | {
      readonly attribute: keyof AttributesOf<S> & string;
      /** Whose it is where the contact has none. Default: nobody's. */
      readonly otherwise?: string;
    };

/** A task for a colleague. */
export interface NotifyStep<in out S extends Schema> extends StepOptions {
  /** For a person, without anybody's data: tasks name their contact. */
  readonly title: string;
  readonly text?: string;
  /** Default: nobody's, for whoever takes it. */
  readonly owner?: TaskOwnerIn<S>;
  /** How long after the step it is due. */
  readonly due?: DurationText;
  /** Attributes of the contact that the task tells. Default: none. */
  readonly attributes?: readonly (keyof AttributesOf<S> & string)[];
  /** What the task tells of the data of the run: top names. Default: nothing. */
  readonly data?: readonly string[];
  /** Tells the owner by mail as well. */
  readonly mail?: boolean;
  /**
   * What the colleague is to telephone for: the task says, as `call` in its details, whether the
   * person may be called for it at that time.
   */
  readonly call?: { readonly purpose: PurposeOf<S>; readonly topic?: string };
}
