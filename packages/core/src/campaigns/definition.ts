import type { CampaignId, ListId, SegmentId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject } from "../json.js";
import type { RateText } from "../pacing/index.js";
import type { Channel } from "../ports/consent-gate.js";
import type { DurationText, FrequencyCap, QuietHours } from "../timing/index.js";
import type { OnCap } from "../workflows/definition.js";

/** Some of a tenant's contacts. */
export type AudiencePart =
  | { readonly segment: SegmentId }
  | { readonly list: ListId }
  | { readonly all: true }
  /**
   * Those who have a message of that campaign in the outbox or beyond. `revision`: only those whose
   * message carries this revision of its content.
   */
  | { readonly receivedFrom: CampaignId; readonly revision?: number };

export interface CampaignAudience {
  /** Whoever is in one of these, and in none of `except`. */
  readonly in: readonly AudiencePart[];
  /** Segments and lists among these are asked again right before each message leaves. */
  readonly except?: readonly AudiencePart[];
  /**
   * `start`: a snapshot when the campaign begins. `hour`: whoever is in it when their hour comes.
   */
  readonly when: "start" | "hour";
  /** At most so many, by the lowest hash of campaign and contact: a higher number only adds. */
  readonly max?: number;
}

export interface CampaignVariant {
  readonly id: string;
  readonly template: string;
  /** Beside the weights of the others. */
  readonly weight: number;
}

export interface CampaignContent {
  readonly variants: readonly CampaignVariant[];
  /** Given to the templates of all variants. */
  readonly data?: JsonObject;
}

export type CampaignSchedule = { readonly at: "now" | Instant } | LocalHour | BestHourOfDay;

/** What a schedule on the wall clock of each contact has to say. */
interface OnTheirClock {
  /** IANA zone for contacts whose zone is not known. Default: the sender's. */
  readonly unknownZone?: string;
  /**
   * What becomes of those whose hour has passed when the campaign begins. Needed where that can
   * be: where it is started or scheduled less than 25 hours before the hour in UTC. `schedule`
   * begins it before the first of them.
   */
  readonly passed?: "send" | "nextDay" | "skip";
}

export interface LocalHour extends OnTheirClock {
  /** `YYYY-MM-DDTHH:MM` on the wall clock of each contact. */
  readonly local: string;
}

/**
 * For each contact the full hour of a day at which they most likely click. It is chosen once, by
 * everybody's counts as they are when the campaign begins and by the contact's own of the year
 * before, as far as they may be profiled.
 */
export interface BestHourOfDay extends OnTheirClock {
  /** `YYYY-MM-DD`: the day on the wall clock of each contact. */
  readonly best: string;
  /**
   * The times of that day between which it lies. Default: 08:00 and 21:00. `passed` is about
   * contacts for whom the last of these hours has begun when the campaign begins; others get it at
   * the best of the hours that are left.
   */
  readonly between?: readonly [from: string, until: string];
}

/**
 * Over how long the messages are planned. `curve`: rising points from `[0, 0]` to `[1, 1]`, the
 * part of the time and the part of the audience; default: a straight line.
 */
export type CampaignSpread =
  | {
      readonly over: DurationText;
      readonly curve?: readonly (readonly [time: number, part: number])[];
    }
  | {
      /** From their hour to when the next day opens where the contact is. */
      readonly until: "nextOpening";
      /** `HH:MM`, default 09:00. */
      readonly opens?: string;
    };

/**
 * Shares above which a running campaign is held, once so many messages are out. What is not named
 * has its default.
 */
export interface StopRules {
  /** Of accepted messages. Default 0.003. */
  readonly complaints?: number;
  /** Of accepted and refused messages, those that came back for good. Default 0.05. */
  readonly bounces?: number;
  /** The same, those refused or failed for good. Default 0.2. */
  readonly failures?: number;
  /** How many messages it takes to judge. Default 500. */
  readonly after?: number;
}

export interface CampaignPolicy {
  /** How long after its time the campaign still begins by itself. Default `6h`. */
  readonly startWithin?: DurationText;
  /** What becomes of one that begins too late: it is held (the default), or cancelled. */
  readonly onLate?: "hold" | "skip";
  /** A message that would leave later than this after it was planned is dropped. Default: never. */
  readonly lateAfter?: DurationText;
  readonly quiet?: readonly QuietHours[];
  readonly caps?: readonly FrequencyCap[];
  /** What becomes of a message when a cap has no room. Default: the send policy's, else `drop`. */
  readonly onCap?: OnCap;
  /** When it is held by what comes back. Default: as {@link StopRules} says. */
  readonly stop?: StopRules | "never";
  /** Whether somebody else than its author has to approve it. */
  readonly fourEyes?: boolean;
}

/** One message, in variants, to many people. Purpose, topic and class are the templates' own. */
export interface CampaignDefinition {
  readonly v: 1;
  readonly id: CampaignId;
  /** For people. */
  readonly name?: string;
  readonly channel: Channel;
  readonly audience: CampaignAudience;
  readonly content: CampaignContent;
  readonly schedule: CampaignSchedule;
  readonly spread?: CampaignSpread;
  /**
   * `engaged`: within each hour, those who clicked or opened last are written to first. Behavior is
   * looked at of those alone who may be profiled. Default: no order.
   */
  readonly order?: "engaged" | "none";
  /**
   * How fast it leaves at most, by all engines together: `600/h`. What is planned waits for its
   * turn. Default: as fast as the engine's own rates allow.
   */
  readonly rate?: RateText;
  /** From 0 to 100, default 40: see `OutboxDraft.priority`. */
  readonly priority?: number;
  readonly policy?: CampaignPolicy;
  /**
   * Lists of colleagues and test mailboxes, at most 200 members each: they get a copy of every
   * variant as it begins, which is a test and in no figures. They have to have agreed to it, too.
   */
  readonly seeds?: readonly ListId[];
  /** How many people it should be for; see `tolerance`. Of a snapshot: `audience.when: "start"`. */
  readonly expect?: number;
  /** How far from `expect` the audience may be, as a part of it. Default 0.05. */
  readonly tolerance?: number;
  /** The series that made it, and which of its issues it is: a local date. */
  readonly series?: string;
  readonly issue?: string;
}
