import type { ContactPointId, ListId, SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { Channel, Decision, DecisionReason, MessageClass } from "../ports/consent-gate.js";
import type { NodeId, WorkflowPolicy } from "./definition.js";

/** What every effect tells about where it came from. */
interface EffectOrigin {
  readonly node: NodeId;
}

/** A message for the outbox. Exists only with the decision that allows it. */
export interface SendEffect extends EffectOrigin {
  readonly kind: "send";
  readonly key: SendKey;
  readonly contactPoint: ContactPointId;
  readonly channel: Channel;
  readonly template: string;
  readonly purpose: string;
  readonly topic: string | null;
  readonly messageClass: MessageClass;
  /** The trigger's data and the node's. */
  readonly data: JsonObject;
  readonly dueAt: Instant;
  /** For the outbox, which judges quiet hours, caps and lateness when the message's turn comes. */
  readonly policy: WorkflowPolicy;
  readonly decision: Decision;
}

/** A message that is not sent, and every reason why. */
export interface SkipEffect extends EffectOrigin {
  readonly kind: "skip";
  readonly key: SendKey;
  readonly channel: Channel;
  readonly template: string;
  readonly purpose: string;
  readonly topic: string | null;
  readonly reasons: readonly DecisionReason[];
}

/** A message the law holds back for now: the run waits here and asks again. */
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

/** The run is over. `by` says what ended it. */
export interface ExitedEffect {
  readonly kind: "exited";
  readonly node: NodeId | null;
  readonly outcome: string;
  readonly by: "node" | "event" | "segment" | "request" | "fault";
  /** Which event or segment, where one did: `order.placed`, `segment:left:lapsed`. */
  readonly signal?: string;
}

export type WorkflowEffect =
  | SendEffect
  | SkipEffect
  | DeferEffect
  | UpdateEffect
  | ListEffect
  | ExitedEffect;
