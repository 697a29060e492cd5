import type { ContactId, SegmentId, SendKey } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { Channel, Decision, DecisionReason, StandingDenial } from "../ports/consent-gate.js";
import type { OutboxStatus } from "../ports/store/facts.js";
import type { QuarantineEntry } from "../ports/store/store.js";
import type { SegmentExplanation } from "./explain-segment.js";
import type { AskedCall } from "./open-calls.js";
import type { FailedCall, ReachedGoal, StartedRun } from "./read-detail.js";
import type { RunState } from "./run-state.js";

/** Everything that is on record about what one person got and did not get. */
export interface Explanation {
  readonly contact: ContactId;
  /** What is on record against messages to the contact's addresses, newest first. */
  readonly denials: readonly StandingDenial[];
  /** Whether a message in question was handed over and taken. */
  readonly sent: boolean;
  /** Messages that were asked for, those refused at the door among them. */
  readonly messages: readonly {
    readonly key: SendKey;
    readonly template: string;
    readonly status: OutboxStatus;
    readonly at: Instant;
    readonly reasons: readonly DecisionReason[];
    /** Its channel, where this engine has no transport for it: another engine may. */
    readonly withoutTransport: Channel | null;
    /** It was handed over again after a hand-over of which nobody knows the end. */
    readonly maybeTwice: boolean;
    /** What let it in or refused it: with the evidence it rested on. */
    readonly decision: Decision;
  }[];
  /** Messages a workflow wanted to send and was refused. */
  readonly skipped: readonly {
    readonly template: string;
    readonly at: Instant;
    readonly reasons: readonly DecisionReason[];
  }[];
  readonly runs: readonly {
    readonly workflow: string;
    readonly version: number;
    readonly path: readonly string[];
    readonly outcome: string | null;
    readonly state: RunState;
    /** The goals that it reached, in order. */
    readonly goals: readonly ReachedGoal[];
    /** What it asked for outside of itself and did not get, in order. */
    readonly failedCalls: readonly FailedCall[];
    /** What it has asked for and waits for, attempt after attempt. */
    readonly openCalls: readonly AskedCall[];
    /** The runs of other workflows that its steps started, in order. */
    readonly started: readonly StartedRun[];
    /** The workflow whose run started it; `null`: none did. */
    readonly startedBy: string | null;
    /** An event began it anew, the last time then; `null`: none did. */
    readonly restartedAt: Instant | null;
    /** The code of why it is put aside; `null`: it is not. */
    readonly asideFor: string | null;
    /**
     * The version it is on is nowhere that this engine could read it: it waits for one that can.
     */
    readonly waitsForDefinition: boolean;
  }[];
  /** Workflows the contact was not let into, since nothing they send is permitted. */
  readonly refused: readonly {
    readonly workflow: string;
    readonly at: Instant;
    readonly reasons: readonly DecisionReason[];
  }[];
  /** What of the contact's could not be judged, and is tried again. */
  readonly quarantined: readonly QuarantineEntry[];
  readonly segments: readonly {
    readonly segment: SegmentId;
    readonly member: boolean;
    readonly trace: SegmentExplanation;
  }[];
  /** The same in plain English, one fact a sentence. */
  readonly sentences: readonly string[];
}
