import type { ContactPointId, Instant } from "@wellsent/core";
import type { EventDetails, RightsKind } from "../events/index.js";
import type { PauseReason } from "./terms.js";

export type ActionKind = EventDetails["dsr.action"]["kind"];
export type ObservedOutcome = NonNullable<EventDetails["dsr.action"]["outcome"]>;
export type RefusalGround = EventDetails["dsr.refused"]["ground"];

/**
 * `verifying`: waits for the person to show who they are, and the clock stands still where the law
 * lets it.
 */
export type CaseStatus =
  | "received"
  | "verifying"
  | "in_progress"
  | "extended"
  | "answered"
  | "refused";

/**
 * One thing done in one store. Absent `observed`: begun or announced, and nobody has looked yet
 * what came of it.
 */
export interface CaseAction {
  readonly operation: ActionKind;
  readonly store: string;
  readonly dataClass?: string;
  readonly observed?: ObservedOutcome;
  readonly count?: number;
  readonly digest?: string;
  readonly at: Instant;
  readonly by?: string;
}

export interface CasePause {
  readonly reason: PauseReason;
  readonly from: Instant;
  readonly until?: Instant;
}

/** A rights request as its events tell it. */
export interface RightsCase {
  readonly id: string;
  readonly kind: RightsKind;
  readonly status: CaseStatus;
  readonly receivedAt: Instant;
  readonly subject?: string;
  /** Those of the person that the request was opened for. */
  readonly contactPoints: readonly ContactPointId[];
  readonly assignee?: string;
  readonly acknowledgedAt?: Instant;
  readonly identity?: {
    readonly askedAt: Instant;
    readonly confirmedAt?: Instant;
    readonly by?: string;
  };
  readonly pauses: readonly CasePause[];
  readonly extension?: {
    readonly toldAt: Instant;
    readonly reason: "complexity" | "number";
    readonly until: Instant;
  };
  /** Everything ever recorded, in order; {@link openActions} says what still lacks an outcome. */
  readonly actions: readonly CaseAction[];
  readonly recipientsTold: readonly { readonly recipient: string; readonly at: Instant }[];
  readonly closedAt?: Instant;
  /** Of the answer that was given. */
  readonly answer?: string;
  readonly refusal?: { readonly ground: RefusalGround; readonly appeal?: string };
}
