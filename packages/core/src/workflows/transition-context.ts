import type { ContactPointId, EnrollmentId, WorkflowId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { BestHours } from "../ports/best-hours.js";
import type {
  ConsentChannel,
  Decision,
  DecisionReason,
  MessageClass,
} from "../ports/consent-gate.js";
import type { SegmentContext } from "../segments/index.js";
import type { BestHour } from "../timing/index.js";
import type { NodeId } from "./definition.js";
import type { ParentLink } from "./parent-link.js";

/**
 * The question about a send node before it may become a message. The caller adds tenant, sender,
 * jurisdictions and facts.
 */
export interface SendQuestion {
  readonly contactPoint: ContactPointId;
  readonly channel: ConsentChannel;
  readonly purpose: string;
  readonly topic?: string;
  readonly messageClass: MessageClass;
}

/** The question whether a run may start a run of another workflow. */
export interface ChildQuestion {
  /** The id of the run that would begin. */
  readonly id: EnrollmentId;
  readonly workflow: WorkflowId;
  readonly data: JsonObject;
  readonly parent: ParentLink;
}

/** The version that the child began on; `null`: it was refused, with every reason. */
export type ChildStart =
  | { readonly version: number; readonly reasons: readonly [] }
  | { readonly version: null; readonly reasons: readonly DecisionReason[] };

export interface TransitionContext {
  readonly now: Instant;
  /** The IANA zone of the workspace, also used for contacts whose own zone is unknown. */
  readonly zone: string;
  /** The consent gate, bound to the facts read in this transaction. Every send must ask it. */
  readonly decide: (question: SendQuestion) => Decision;
  /** Whether the contact may be profiled by mail of this kind. Absent: it may not. */
  readonly mayProfile?: (question: SendQuestion) => boolean;
  /** Chooses best hours. Absent: as `bestHour` of `@wellsent/core/timing` does. */
  readonly bestHours?: BestHours;
  /**
   * The hour that was chosen in this node when the run went its way, in a replay of it. `null`: it
   * is chosen by what is known.
   */
  readonly recordedHour?: (node: NodeId) => BestHour | null;
  /** Starts runs of other workflows. Absent: each is refused as unknown. */
  readonly start?: (question: ChildQuestion) => ChildStart;
  /** `false`: nobody reads the log of the step, so none is written. */
  readonly log?: false;
  /** For branches on consent. Absent: unknown. */
  readonly consentState?: NonNullable<SegmentContext["consentState"]>;
  /** For branches on segments. Absent: the membership recorded in the facts applies. */
  readonly isMember?: NonNullable<SegmentContext["isMember"]>;
}
