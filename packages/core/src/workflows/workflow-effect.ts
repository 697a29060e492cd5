import type { ContactPointId, EnrollmentId, ListId, SendKey, WorkflowId } from "../identifiers.js";
import type { Instant, Milliseconds } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { Channel, Decision, DecisionReason, MessageClass } from "../ports/consent-gate.js";
import type { AnswerShape, NodeId, WorkflowPolicy } from "./definition.js";

/** The origin that every effect states. */
interface EffectOrigin {
  readonly node: NodeId;
}

/** A message for the outbox. It cannot exist without a decision that allows it. */
export interface SendEffect extends EffectOrigin {
  readonly kind: "send";
  readonly key: SendKey;
  readonly contactPoint: ContactPointId;
  readonly channel: Channel;
  readonly template: string;
  readonly purpose: string;
  readonly topic: string | null;
  readonly messageClass: MessageClass;
  /** The data of the trigger and of the node, merged. */
  readonly data: JsonObject;
  readonly dueAt: Instant;
  /** Applied by the outbox, which checks quiet hours, caps and lateness when the message is due. */
  readonly policy: WorkflowPolicy;
  readonly decision: Decision;
  /** What was refused for good before this fallback was permitted. Absent: nothing. */
  readonly refused?: readonly RefusedSend[];
}

/** One of the messages that a step could have sent, and why it was not sent. */
export interface RefusedSend {
  readonly channel: Channel;
  readonly template: string;
  readonly purpose: string;
  readonly topic: string | null;
  readonly reasons: readonly DecisionReason[];
}

/** A message that is not sent, with every reason. */
export interface SkipEffect extends EffectOrigin, RefusedSend {
  readonly kind: "skip";
  readonly key: SendKey;
  /** The fallbacks, with why each was refused. Absent: the step has none. */
  readonly refused?: readonly RefusedSend[];
}

/** A message that a decision defers: the run waits here and asks again. */
export interface DeferEffect extends EffectOrigin {
  readonly kind: "defer";
  readonly template: string;
  readonly until: Instant;
  readonly reasons: readonly DecisionReason[];
}

export interface UpdateEffect extends EffectOrigin {
  readonly kind: "update";
  /** Merged by key; `null` unsets. */
  readonly attributes: JsonObject;
}

export interface ListEffect extends EffectOrigin {
  readonly kind: "list";
  readonly add: readonly ListId[];
  readonly remove: readonly ListId[];
}

/** A goal was reached, by a step or by an event. */
interface GoalEffect {
  readonly kind: "goal";
  /** `null`: by an event. */
  readonly node: NodeId | null;
  readonly key: SendKey;
  readonly name: string;
  readonly at: Instant;
  /** `null`: none was named, or there is no number at its path. */
  readonly value: number | null;
}

/** The contact was given this arm of an experiment. */
interface ExposureEffect extends EffectOrigin {
  readonly kind: "exposure";
  readonly key: SendKey;
  readonly experiment: string;
  /** `null`: the contact is held out. */
  readonly arm: string | null;
  readonly metric: string;
  readonly at: Instant;
}

/** A request to an address of the host's. Its answer becomes an input of the run. */
export interface WebhookEffect extends EffectOrigin {
  readonly kind: "webhook";
  /** The call's id: the same for every attempt. */
  readonly key: SendKey;
  readonly url: string;
  readonly event: string;
  /** The data of the run and of the node, merged. */
  readonly data: JsonObject;
  /** Those of the contact that the node asks for, as far as there are any. */
  readonly attributes: JsonObject;
  readonly answer: AnswerShape["members"] | null;
  readonly at: Instant;
  readonly timeoutMs: Milliseconds;
  /** When the run goes on without an answer. */
  readonly until: Instant;
}

/** A turn at a throttle is asked for. When it is comes as an input of the run. */
interface TurnEffect extends EffectOrigin {
  readonly kind: "turn";
  readonly key: SendKey;
  readonly throttle: string;
  readonly max: number;
  readonly perMs: Milliseconds;
  /** `leave`: no turn is taken where there is none at once. */
  readonly over: "wait" | "leave";
}

/** A task for a colleague, and a mail to them where one is asked for. */
export interface NotifyEffect extends EffectOrigin {
  readonly kind: "notify";
  /** The task's id, and that of the mail. */
  readonly key: SendKey;
  readonly owner: string | null;
  readonly title: string;
  readonly text: string | null;
  readonly details: JsonObject;
  readonly dueAt: Instant | null;
  readonly mail: boolean;
  readonly at: Instant;
}

/** Another workflow was started for the contact, or refused. */
interface RunEffect extends EffectOrigin {
  readonly kind: "run";
  /** The call that the other run's end answers. */
  readonly key: SendKey;
  readonly workflow: WorkflowId;
  /** `null`: none was started. */
  readonly run: EnrollmentId | null;
  readonly version: number | null;
  /** Why none was started. */
  readonly reasons: readonly DecisionReason[];
}

/** A run that this one started and waited for is to end, because this one has left the step. */
export interface EndRunEffect extends EffectOrigin {
  readonly kind: "endRun";
  readonly run: EnrollmentId;
}

/** The run is over, and the run that waits for it is told how. */
export interface ToldEffect {
  readonly kind: "told";
  readonly node: null;
  readonly run: EnrollmentId;
  readonly call: SendKey;
  readonly outcome: string;
  readonly goals: readonly string[];
  readonly data: JsonObject;
}

/** The end of a call. */
interface AnswerEffect extends EffectOrigin {
  readonly kind: "answer";
  readonly call: SendKey;
  readonly outcome: "answered" | "failed";
  /** `null`: it was answered. */
  readonly reason: string | null;
}

/** The run is over. `by` says what ended it. */
export interface ExitedEffect {
  readonly kind: "exited";
  readonly node: NodeId | null;
  readonly outcome: string;
  readonly by: "node" | "event" | "segment" | "request" | "fault";
  /** The event or segment that ended it, if one did: `order.placed`, `segment:left:lapsed`. */
  readonly signal?: string;
}

export type WorkflowEffect =
  | SendEffect
  | SkipEffect
  | DeferEffect
  | UpdateEffect
  | ListEffect
  | GoalEffect
  | ExposureEffect
  | WebhookEffect
  | TurnEffect
  | NotifyEffect
  | RunEffect
  | EndRunEffect
  | ToldEffect
  | AnswerEffect
  | ExitedEffect;
