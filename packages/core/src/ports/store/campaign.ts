import type { CampaignState, CampaignVerb } from "../../campaigns/campaign-state.js";
import type { CampaignDefinition } from "../../campaigns/definition.js";
import type { StopCounts } from "../../campaigns/stop-rules.js";
import type { CampaignId, ContactId, SegmentId, TenantId } from "../../identifiers.js";
import type { Instant, Milliseconds } from "../../instant.js";
import type { JsonObject } from "../../json.js";
import type { BestHour } from "../../timing/best-hour.js";
import type { ContactRecord } from "./contact-record.js";
import type { ContactFacts, FactsNeeded, OutboxStatus } from "./facts.js";
import type { HourCounts } from "./hour-counts.js";
import type { OutboxDraft, OutboxRecord } from "./outbox.js";

/** Something that has to reach every recipient before the campaign goes on. */
export type CampaignTask =
  /** Cuts the audience to its `max`: the last one within, by the order of the cut, once known. */
  | { readonly kind: "cut"; readonly last?: number }
  /** Plans everything that has not left so much later. */
  | {
      readonly kind: "shift";
      readonly by: Milliseconds;
      /** Whether the campaign runs on afterwards: one that was paused meanwhile stays so. */
      readonly goesOn: boolean;
    }
  /** Gives what waits in the outbox the content's present revision. */
  | { readonly kind: "content" }
  /** Ends what has not left: all of it, one variant, or members of a segment. */
  | {
      readonly kind: "retract";
      readonly variant?: string;
      readonly segment?: SegmentId;
      /** Whether the campaign runs on afterwards: one that was paused stays so. */
      readonly goesOn: boolean;
    };

/** What the store keeps up to date while it works. Never what decides who is next. */
export interface CampaignProgress {
  /** When it began: whose snapshot this is, and from when passed hours count. */
  readonly t0: Instant | null;
  /** People taken in, less those that a `max` cut off. Erasure does not lower it. */
  readonly prepared: number;
  /** How far the audience has been looked through; `null`: it is not being looked through. */
  readonly cursor: { readonly part: number; readonly after: string | null } | null;
  /** Hours that are still to come, first one first. Empty for a snapshot. */
  readonly waves: readonly Instant[];
  readonly task: CampaignTask | null;
  /** The last recipient that the task has reached. */
  readonly reached: ContactId | null;
  /** Whom it is not for any more: a variant, members of a segment, or, of neither, everybody. */
  readonly retracted?: readonly {
    readonly variant?: string;
    readonly segment?: SegmentId;
  }[];
  /** How much later everything is planned than the definition says. */
  readonly shifted?: Milliseconds;
  /** Of a campaign at the best hour: everybody's counts as it began, by which hours are chosen. */
  readonly hours?: HourCounts;
}

/** A stretch of time in which nothing left, and which makes no message late. */
export interface CampaignPause {
  readonly from: Instant;
  readonly until: Instant;
}

/** That it may go out as it was then. */
export interface CampaignApproval {
  /** `null`: nobody was named, or its series asks nobody. */
  readonly by: string | null;
  readonly at: Instant;
  /** Of audience, content, purpose, schedule and policy: it holds for these alone. */
  readonly digest: string;
  readonly revision: number;
}

export interface CampaignRecord {
  readonly tenant: TenantId;
  readonly id: CampaignId;
  readonly state: CampaignState;
  /** Rises with every move; 0 before the first write. A write is checked against it. */
  readonly epoch: number;
  readonly definition: CampaignDefinition;
  /** Of the definition's content: rises with every edit, from 1. */
  readonly revision: number;
  readonly author: string | null;
  /** `null`: nobody has approved it as it is. */
  readonly approved: CampaignApproval | null;
  readonly createdAt: Instant;
  /** When it is to begin. */
  readonly beginsAt: Instant | null;
  /** The state that a pause, a hold or a task leads back to. */
  readonly resumesTo: CampaignState | null;
  readonly stoppedAt: Instant | null;
  readonly resumedAt: Instant | null;
  readonly pauses: readonly CampaignPause[];
  /** Why it is held or cancelled, as a code. */
  readonly why: string | null;
  readonly endedAt: Instant | null;
  /** When a tick has to look at it next; `null`: nothing to do until somebody moves it. */
  readonly dueAt: Instant | null;
  /** What its stop rules held it by last: a person who resumes it has seen that. */
  readonly seen?: StopCounts;
  /** Those of the end, once it is over. */
  readonly figures: CampaignFigures | null;
  readonly progress: CampaignProgress;
}

/** Who writes a campaign, and what they call it. */
export interface CampaignSaid {
  readonly verb: CampaignVerb | "create";
  /** As the host knows them; absent: the engine itself. */
  readonly by?: string | undefined;
  /** In their own words. */
  readonly reason?: string | undefined;
}

/** One write of a campaign, as its log keeps it. None is ever changed. */
export interface CampaignMove {
  readonly campaign: CampaignId;
  /** The campaign's from then on. They follow each other: one that lacks was taken out. */
  readonly epoch: number;
  readonly at: Instant;
  /** `null`: the engine, or nobody was named. */
  readonly by: string | null;
  readonly verb: CampaignVerb | "create";
  /** `null`: it was made. */
  readonly from: CampaignState | null;
  readonly to: CampaignState;
  /** Why it is held or cancelled, as a code. */
  readonly why: string | null;
  /** What whoever moved it has said. */
  readonly reason: string | null;
  readonly revision: number;
  /** Of its approval; `null`: it had none. */
  readonly digest: string | null;
  /** Right before; `null`: it was made. */
  readonly figures: CampaignFigures | null;
}

/**
 * `waiting`: not in the outbox yet; `out`: in it, or through it; `refused`: neither, for `reason`.
 */
export type RecipientState = "waiting" | "out" | "refused";

export interface RecipientRecord {
  readonly campaign: CampaignId;
  readonly contact: ContactId;
  readonly state: RecipientState;
  /** While it waits. */
  readonly due: Instant | null;
  /** The id of its variant. */
  readonly variant: string;
  readonly reason: string | null;
  /** Their hour, once it is chosen: of a campaign at the best hour. Not of whom it refuses. */
  readonly best?: RecipientHour;
}

/** The hour at which somebody is written to, and by what it was chosen. */
export interface RecipientHour {
  /** Of their own clock, from 0 to 23. */
  readonly hour: number;
  /** As of {@link BestHour}; `passed`: all hours were over when the campaign began. */
  readonly why: BestHour["why"] | "passed";
  /** How many clicks of their own were counted: 0 where they may not be profiled. */
  readonly clicks: number;
}

/**
 * How many people of a campaign are where. While it goes on, somebody who is erased is in
 * `prepared` only. Once it is over, its counts stand, whoever is erased afterwards.
 */
export interface CampaignFigures {
  /** People taken in, those erased since among them. */
  readonly prepared: number;
  readonly waiting: number;
  /** Of those in the outbox or through it, by what became of the message. */
  readonly messages: Readonly<Record<OutboxStatus, number>>;
  /** Why people got nothing, by code: of recipients and of messages that were skipped. */
  readonly refused: Readonly<Record<string, number>>;
  /** By variant: in the outbox or through it. */
  readonly variants: Readonly<Record<string, number>>;
  /** Messages of which receivers have said this: reports come in after the end as well. */
  readonly reports: {
    readonly delivered: number;
    readonly bounced: number;
    /** Those of them that are for good. */
    readonly hardBounced: number;
    readonly complained: number;
  };
}

/** Where one person of the audience is put. `null`: not now, their hour is another one. */
export type Placement =
  | { readonly due: Instant; readonly variant: string }
  | { readonly reason: string; readonly variant: string }
  | null;

/** How {@link Store.prepareCampaign} works. Its functions are pure. */
export interface CampaignPlan {
  /**
   * Whether the next hour of a live audience (`when: "hour"`) is about contacts of a zone; `null`:
   * of none that is known. Where it is not, `place` answers `null` for each of them: a store need
   * not read them.
   */
  meets(zone: string | null, campaign: CampaignRecord): boolean;
  place(contact: ContactRecord, campaign: CampaignRecord): Placement;
  /** The whole audience is in: what becomes of the campaign. */
  ready(campaign: CampaignRecord): CampaignRecord;
}

export interface PrepareReport {
  readonly campaign: CampaignRecord | null;
  readonly added: number;
  readonly more: boolean;
}

/** A recipient whose time has come; `facts: null`: the contact is gone. */
export interface DueRecipient {
  readonly recipient: RecipientRecord;
  readonly facts: ContactFacts | null;
  readonly campaign: CampaignRecord;
}

export type RecipientDecision =
  | { readonly draft: OutboxDraft }
  | { readonly later: Instant; readonly best?: RecipientHour }
  | { readonly reason: string };

/** How {@link Store.expandCampaign} decides. */
export interface RecipientDecider {
  readonly needs: FactsNeeded;
  decide(unit: DueRecipient): RecipientDecision;
}

export interface ExpandReport {
  /** `null`: there is no such campaign. */
  readonly campaign: CampaignRecord | null;
  readonly queued: number;
  readonly refused: number;
  readonly quarantined: number;
  /** The limit was reached: call again. */
  readonly more: boolean;
}

/** A recipient and its message that has not left; `null`: there is none, or it has. */
export interface OpenRecipient {
  readonly recipient: RecipientRecord;
  /** What has not left: the message itself, or copies that were queued by `sendAgain`. */
  readonly messages: readonly OutboxRecord[];
  /** Whether the contact is in the segment that the task names. */
  readonly isMember: boolean;
}

/** What a task changes of one recipient. Nothing: it stays as it is. */
export interface RecipientChange {
  /** Takes it out of the audience, as though it had never been in. Only of those that wait. */
  readonly drop?: true;
  /** Ends it, or its message. */
  readonly reason?: string;
  readonly shift?: Milliseconds;
  readonly content?: {
    readonly template: string;
    readonly data: JsonObject;
    readonly revision: number;
    readonly policy: NonNullable<OutboxDraft["policy"]>;
  };
}

/** How {@link Store.runCampaignTask} works. Both functions are pure. */
export interface TaskRunner {
  change(unit: OpenRecipient, campaign: CampaignRecord): RecipientChange | null;
  /** Every recipient has been reached: what becomes of the campaign, whose task is over. */
  done(campaign: CampaignRecord, task: CampaignTask): CampaignRecord;
}

export interface TaskReport {
  readonly campaign: CampaignRecord | null;
  readonly changed: number;
  readonly more: boolean;
}
