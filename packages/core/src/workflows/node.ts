import type { ListId, WorkflowId } from "../identifiers.js";
import type { JsonObject } from "../json.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { ZoneRule } from "../segments/index.js";
import type { DateOffset, DurationText, Weekday } from "../timing/index.js";
import type { BranchCondition, DeliveryCondition, EventCondition } from "./node-condition.js";

/** Names a node within its definition, readable in logs and drawings: `miss-you`, `wait-2d`. */
export type NodeId = string;

/**
 * What is tried instead where a message is refused for good: another channel, another template.
 * What it leaves out is as in the step.
 */
export interface SendFallback {
  readonly template: string;
  readonly channel?: Channel;
  readonly purpose?: string;
  readonly topic?: string;
  readonly messageClass?: MessageClass;
}

export interface SendNode {
  readonly kind: "send";
  readonly channel: Channel;
  readonly template: string;
  readonly purpose: string;
  readonly topic?: string;
  /** Default `marketing`: the class with the strictest rules. */
  readonly messageClass?: MessageClass;
  /** Added to the trigger's data for the template. */
  readonly data?: JsonObject;
  /**
   * The name of an event that a wait has kept: the template gets its data over those of the
   * trigger. Absent: it stands under its name only.
   */
  readonly kept?: string;
  /**
   * Tried in this order, after every address of the step's own channel, until one is permitted.
   * What only has to wait is waited for, and at most one message is sent.
   */
  readonly fallbacks?: readonly SendFallback[];
  readonly next: NodeId;
}

export interface WaitNode {
  readonly kind: "wait";
  /**
   * Days and longer are calendar days in the contact's zone: `2d` after Saturday 17:00 is Monday
   * 17:00, also when clocks change.
   */
  readonly for: DurationText;
  readonly next: NodeId;
}

export interface WaitUntilNode {
  readonly kind: "waitUntil";
  /**
   * Wall-clock time, `HH:MM`; or `best`: the full hour at which the contact most likely clicks,
   * which is chosen once, when the run enters the step.
   */
  readonly time: string;
  /** The times of a day between which the best hour lies. Default: 08:00 and 21:00. */
  readonly between?: readonly [string, string];
  /** Any day by default. */
  readonly days?: readonly Weekday[];
  /** The workflow's zone by default. */
  readonly zone?: ZoneRule;
  /**
   * What a run does that arrives in the very minute, or in its best hour: it goes on (`now`), or it
   * waits for the next such time (`next`, the default).
   */
  readonly today?: "now" | "next";
  readonly next: NodeId;
}

/** Where a date is kept: in an attribute of the contact, or in the data of the run's trigger. */
export type DateSource = { readonly attribute: string } | { readonly trigger: string };

/**
 * Waits for a day that the contact or the trigger names: an appointment, the end of a contract.
 * Where an attribute changes, the wait moves with it.
 */
export interface WaitUntilDateNode {
  readonly kind: "waitUntilDate";
  readonly date: DateSource;
  /** How long before or after the date. */
  readonly offset?: DateOffset;
  /** `HH:MM` of that day. Absent: the date's own time, midnight where it has none. */
  readonly time?: string;
  /** The workflow's zone by default. */
  readonly zone?: ZoneRule;
  readonly next: NodeId;
  /** Where the run goes at once if that time has passed already. */
  readonly onPassed: NodeId;
  /** Where the run goes at once if there is no such date, or none any more. */
  readonly onMissing: NodeId;
}

/** A report about the message of this run that was last made of a template. */
export interface SinceReport {
  readonly event: "sent" | "delivered" | "opened" | "clicked";
  readonly template: string;
  /** Default `true`: opens and clicks by machines do not count. */
  readonly humanOnly?: boolean;
}

/** A wait that is counted from the time of a report, also if that came before the wait. */
export interface WaitSinceNode {
  readonly kind: "waitSince";
  readonly report: SinceReport;
  readonly for: DurationText;
  /** How long the report itself is waited for. */
  readonly timeout: DurationText;
  readonly next: NodeId;
  /** Where the run goes if there is no report by then. */
  readonly onTimeout: NodeId;
}

export interface WaitForNode {
  readonly kind: "waitFor";
  /**
   * The first that happens. Events count from the start of the wait; reports about messages also
   * count if they came earlier.
   */
  readonly any: readonly (EventCondition | DeliveryCondition)[];
  readonly timeout: DurationText;
  /**
   * The name in the run's data under which the event that ended the wait stands with all its data,
   * until the run's end or the next that is kept under it. Absent: nothing is kept.
   */
  readonly as?: string;
  readonly onMatch: NodeId;
  readonly onTimeout: NodeId;
}

export interface BranchNode {
  readonly kind: "branch";
  /** The first case with a condition that holds is taken. */
  readonly cases: readonly {
    readonly name?: string;
    readonly where: BranchCondition;
    readonly next: NodeId;
  }[];
  readonly else: NodeId;
}

export interface SplitNode {
  readonly kind: "split";
  /** Integer weights; the share of an arm is its weight divided by their sum. */
  readonly arms: readonly { readonly id: string; readonly weight: number; readonly next: NodeId }[];
  /**
   * A contact gets the same arm for the same salt, in every run and every version. Another salt
   * draws the arms again.
   */
  readonly salt: string;
}

/**
 * Gives each contact an arm of an experiment, and records who was exposed to which. An experiment's
 * id decides, so a contact has the same arm in every workflow and version that names it.
 */
export interface ExperimentNode {
  readonly kind: "experiment";
  readonly experiment: string;
  /** Integer weights; the share of an arm is its weight divided by their sum. */
  readonly arms: readonly { readonly id: string; readonly weight: number; readonly next: NodeId }[];
  /** The share of contacts, from 0 to 1, that get no arm, to compare with. */
  readonly holdout?: { readonly share: number; readonly next: NodeId };
  /** The goal of this workflow by which the arms are compared. */
  readonly metric: string;
}

/**
 * Goes several ways at the same time, until they meet in `join`. An exit on one of them ends the
 * whole run. A branch has steps of its own: no other way leads to them, and none of them branches
 * out again.
 */
export interface ParallelNode {
  readonly kind: "parallel";
  readonly branches: readonly { readonly id: string; readonly next: NodeId }[];
  readonly join: NodeId;
}

/** Where the branches of a parallel step meet. */
export interface JoinNode {
  readonly kind: "join";
  /** `all`: the run goes on when the last branch arrives. `any`: with the first; the others end. */
  readonly when: "all" | "any";
  readonly next: NodeId;
}

export interface UpdateNode {
  readonly kind: "update";
  readonly set?: JsonObject;
  readonly unset?: readonly string[];
  readonly next: NodeId;
}

export interface ListChangeNode {
  readonly kind: "list";
  readonly add?: readonly ListId[];
  readonly remove?: readonly ListId[];
  readonly next: NodeId;
}

/** A member of a webhook's answer. With a question mark: it may be missing, or null. */
export type AnswerMember = AnswerKind | `${AnswerKind}?`;

type AnswerKind = "text" | "number" | "boolean";

/** What a webhook answers: the members that are kept, by name. Others are dropped unread. */
export interface AnswerShape {
  /** The answer's name in the run's data: `stock` makes `stock.left`. */
  readonly as: string;
  readonly members: Readonly<Record<string, AnswerMember>>;
}

/**
 * Posts a signed request to an address of the host's, and waits for the answer. A call that fails
 * is repeated, with the same id and growing pauses, until `within` is over.
 */
export interface WebhookNode {
  readonly kind: "webhook";
  readonly url: string;
  /** The `type` of the request's body: `stock.asked`. */
  readonly event: string;
  /** Sent along, over the data of the run. */
  readonly data?: JsonObject;
  /** Attributes of the contact that are sent along. Default: none. */
  readonly attributes?: readonly string[];
  /** Becomes data of the run. Absent: that the call was accepted is enough. */
  readonly answer?: AnswerShape;
  /** How long one call may take, a minute at most. Default `10s`. */
  readonly timeout?: DurationText;
  /** How long it is tried. Default `1d`. */
  readonly within?: DurationText;
  readonly next: NodeId;
  /** Where the run goes that was refused, got no answer in time, or another than declared. */
  readonly onFailed: NodeId;
}

/**
 * Lets so many runs through in any such length of time, whoever runs them: all runs of the tenant
 * that name the key share it, of whatever workflow.
 */
export interface ThrottleNode {
  readonly kind: "throttle";
  readonly key: string;
  readonly max: number;
  readonly per: DurationText;
  readonly next: NodeId;
  /** Where a run goes at once that finds no room. Absent: it waits for its turn, in order. */
  readonly onOver?: NodeId;
}

/** Whose task it is: a name of the host's, or the one in an attribute of the contact. */
export type TaskOwner =
  | string
  | {
      readonly attribute: string;
      /** Whose it is where the contact has no such attribute. Absent: nobody's. */
      readonly otherwise?: string;
    };

/**
 * Makes a task for a colleague. It is written with the step and holds the run not at all: nothing
 * is sent to the contact, so nobody's consent is asked but where the colleague is to `call`.
 */
export interface NotifyNode {
  readonly kind: "notify";
  /** For a person, without anybody's data: tasks name their contact. */
  readonly title: string;
  readonly text?: string;
  /** Absent: a task of nobody's, for whoever takes it. */
  readonly owner?: TaskOwner;
  /** How long after the step it is due. */
  readonly due?: DurationText;
  /** Attributes of the contact that the task tells. Default: none. */
  readonly attributes?: readonly string[];
  /** What the task tells of the data of the run: top names. Default: nothing. */
  readonly data?: readonly string[];
  /** Tells the owner by mail as well, at the address that the host has for them. */
  readonly mail?: boolean;
  /**
   * The colleague is to telephone: the task says in its details, as `call`, whether the person may
   * be called for this purpose at that time, and why not.
   */
  readonly call?: { readonly purpose: string; readonly topic?: string };
  readonly next: NodeId;
}

/** How long a run waits for the end of the run that it started, and what it learns of it. */
export interface RunWait {
  readonly within: DurationText;
  /** Where the run goes if the other has not ended by then. */
  readonly onTimeout: NodeId;
  /**
   * The name in the run's data of what comes back: `outcome`, the names of the `goals` that were
   * reached, and `data`, what the other run's steps have added to what it was handed.
   */
  readonly as?: string;
  /**
   * What becomes of the other run if this one leaves the step before its end: by the timeout, an
   * exit rule, a restart, a migration, or another branch. `end`, the default, ends it as well.
   */
  readonly left?: "end" | "keep";
}

/**
 * Starts a run of another workflow for the same contact. That workflow begins on request, and
 * decides by its own rules who may enter and how often. The run stays on the version it began with.
 */
export interface RunNode {
  readonly kind: "run";
  readonly workflow: WorkflowId;
  /** Handed over, over the data of the run, as the data of the other run's trigger. */
  readonly data?: JsonObject;
  /** Absent: the run goes on at once, and the other is on its own. */
  readonly wait?: RunWait;
  readonly next: NodeId;
  /** Where the run goes at once if no other run began. */
  readonly onRefused: NodeId;
}

/** What a goal is worth: a number, or the number at a path of the data. */
export type GoalValue = number | { readonly path: string };

/** Records that a run reached a goal. */
export interface GoalNode {
  readonly kind: "goal";
  readonly name: string;
  /** A path leads into the data of the run's trigger. */
  readonly value?: GoalValue;
  readonly next: NodeId;
}

export interface ExitNode {
  readonly kind: "exit";
  readonly outcome: string;
}

export type WorkflowNode =
  | SendNode
  | WaitNode
  | WaitUntilNode
  | WaitUntilDateNode
  | WaitSinceNode
  | WaitForNode
  | BranchNode
  | SplitNode
  | ExperimentNode
  | ParallelNode
  | JoinNode
  | UpdateNode
  | ListChangeNode
  | GoalNode
  | WebhookNode
  | ThrottleNode
  | RunNode
  | NotifyNode
  | ExitNode;
