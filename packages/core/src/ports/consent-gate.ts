import type { ContactPointId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject, JsonValue } from "../json.js";
import type { Spelled } from "../known.js";
import type { DeliveryEvent } from "./delivery-event.js";

export type Channel = Spelled<"email" | "sms">;
/** Each is granted on its own: a grant to send says nothing about watching. */
export type Activity = "send" | "track.open" | "track.click" | "profile";
export type MessageClass =
  | "marketing"
  | "service"
  | "transactional"
  | "confirmation_request"
  | "legal_notice";

/**
 * What a person has said about one cell, whatever the law of their place adds or does without.
 * `expired`: said, and no longer fresh. `none`: never asked, not answered yet, or only claimed by
 * somebody else.
 */
export type ConsentState = "granted" | "denied" | "withdrawn" | "expired" | "none";

export interface ConsentQuestion {
  readonly tenant: TenantId;
  readonly contactPoint: ContactPointId;
  readonly channel: Channel;
  readonly purpose: string;
  readonly topic?: string;
  readonly activity: Activity;
  readonly messageClass: MessageClass;
  readonly sender?: string;
  /** Who will carry the message: the transport's id. Lets the processor register refuse it. */
  readonly processor?: string;
  /**
   * Where the law of the recipient is, as far as known: `DE`, `US-CA`. Empty: the strictest
   * applies.
   */
  readonly jurisdictions: readonly string[];
  readonly timeZones: readonly string[];
  readonly at: Instant;
}

export interface DecisionReason {
  /** Stable: `WITHDRAWN`, `NO_CONSENT`, `SUPPRESSED_COMPLAINT`, `QUIET_HOURS` … */
  readonly code: string;
  readonly effect: "deny" | "allow" | "oblige" | "defer";
  /** The article of law or the policy that speaks: `UWG §7(2) Nr. 2`. */
  readonly rule: string;
  /** The row of the gate's rule pack that speaks, such as `DE-UWG-3`. */
  readonly row?: string;
  readonly eventId?: string;
  readonly until?: Instant;
}

/** The answer of `decide()`: never a bare boolean. */
export interface Decision {
  readonly allowed: boolean;
  /** Every applicable reason in order of precedence, not only the first. */
  readonly reasons: readonly DecisionReason[];
  readonly basis?: string;
  /**
   * What the message must carry or leave out: `LIST_UNSUBSCRIBE_ONE_CLICK`, `POSTAL_ADDRESS`,
   * `NO_OPEN_PIXEL` …
   */
  readonly obligations: readonly string[];
  /** Only for refusals that time alone lifts. */
  readonly retryAt?: Instant;
  /** The earliest instant at which this answer can flip to a refusal without any new event. */
  readonly expiresAt?: Instant;
  readonly evidence: {
    readonly eventIds: readonly string[];
    readonly noticeDigests: readonly string[];
    readonly logSize: number;
  };
  readonly ruleset: {
    readonly id: string;
    readonly digest: string;
    /**
     * Rows that bind here and are the host's own, with who answers for them and since when:
     * `DE-UWG (Jane Roe, 2026-10-01)`. Absent: none.
     */
    readonly own?: readonly string[];
  };
}

/**
 * A keyed fingerprint that keeps somebody from being written to after everything else about them is
 * gone.
 */
export interface SuppressionEntry {
  readonly fingerprint: string;
  readonly reason: string;
  readonly addedAt: Instant;
  /** What it covers, in the gate's own form. Absent: everything. */
  readonly scope?: JsonObject;
}

/**
 * What a store read about one contact point in the transaction at hand. `projection` is opaque to
 * everyone but the gate.
 */
export interface ContactPointConsent {
  readonly contactPoint: ContactPointId;
  readonly projection: JsonValue | null;
  /** Entries that match any fingerprint of this point. */
  readonly suppressions: readonly SuppressionEntry[];
  /**
   * Projections of other points that share a fingerprint with this one, whoever has or had them: a
   * denial hangs on the address. The gate takes their denials and never their grants.
   */
  readonly elsewhere: readonly JsonValue[];
  /**
   * Projections of other points that the person of this one has, or had until they were replaced.
   * What they wished there counts here; what is only about an address, such as a bounce, does not,
   * and nothing of it permits. Absent: there are none, or the facts are for an append.
   */
  readonly ofPerson?: readonly JsonValue[];
  readonly logSize: number;
}

/** What reports have said about an address so far, the one at hand included. */
export interface BounceHistory {
  /**
   * Days since 1970-01-01 UTC on which mail came back, though not for good: soft and undetermined
   * bounces. Ascending, each day once, the latest 64, and only those after the last day with a sign
   * of life, which is a delivery, a reply, or an open or click that is not a machine's.
   */
  readonly days: readonly number[];
  /** The gate's own: a confirmation since then is a sign of life as well. */
  readonly projection: JsonValue | null;
}

/**
 * A consent event that wants to be appended. The gate's package says which types there are and what
 * each needs.
 */
export interface ConsentDraft {
  /** Made by the producer; the same id twice is one event. */
  readonly id: string;
  readonly type: string;
  readonly contactPoint?: ContactPointId;
  readonly effectiveAt: Instant;
  /** Committed in the log, pseudonymous. */
  readonly fields: JsonObject;
  /** Kept beside the log, may be destroyed: IP address, wording shown, free text. */
  readonly payload?: JsonObject;
  /** 32 bytes, hex, present with `payload`: its commitment's salt. */
  readonly salt?: string;
}

export interface LedgerHead {
  readonly size: number;
  /** Roots of the full subtrees, leftmost first, as hex: all that appending needs. */
  readonly frontier: readonly string[];
}

/**
 * Whether a ledger can be extended from this head, as far as that can be told without reading the
 * ledger. `lastLeafHash`: of the last entry, as the ledger has it; `null` for an empty one.
 */
export type HeadCheck = (head: LedgerHead, lastLeafHash: string | null) => boolean;

export interface LedgerEntry {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly contactPoint?: ContactPointId;
  readonly recordedAt: Instant;
  /** Canonical JSON: exactly the bytes that were hashed. */
  readonly leaf: string;
  /** Hex. */
  readonly leafHash: string;
  readonly payload?: JsonObject;
  readonly salt?: string;
}

/** A completed inner node that proofs need, so that none has to scan the log. */
export interface LedgerTile {
  readonly level: number;
  readonly index: number;
  /** Hex of up to 256 hashes, concatenated. */
  readonly hashes: string;
}

/** What the store read under lock before an append. */
export interface AppendState {
  readonly tenant: TenantId;
  readonly now: Instant;
  readonly head: LedgerHead;
  /** One per contact point named by a draft, and per draft-less point asked for. */
  readonly points: readonly (ContactPointConsent & { readonly fingerprints: readonly string[] })[];
  /** Ids among the drafts that the log already holds: those drafts are done. */
  readonly known: readonly string[];
  /** The unfinished right edge of each tile level. */
  readonly tiles: readonly LedgerTile[];
}

/**
 * What one appended event means to workflows and segments: said from the act itself, not from a
 * decision's change.
 */
export interface ConsentNews {
  readonly contactPoint: ContactPointId;
  /** The ledger entry it comes from: the id of the event that tells it is made of both. */
  readonly entry: string;
  /**
   * `withdrawn` for every act that takes back or forbids, whether or not sending was permitted
   * until then.
   */
  readonly act: "granted" | "withdrawn" | "changed";
  /** What it covers. Absent: every channel, every purpose, every topic. */
  readonly channel?: Channel;
  readonly purpose?: string;
  readonly topic?: string;
}

export interface AppendResult {
  readonly head: LedgerHead;
  readonly entries: readonly LedgerEntry[];
  readonly tiles: readonly LedgerTile[];
  readonly projections: readonly {
    readonly contactPoint: ContactPointId;
    readonly projection: JsonValue;
  }[];
  /** Added after what `release` names is gone. */
  readonly suppress: readonly SuppressionEntry[];
  readonly release: readonly { readonly fingerprint: string; readonly reason: string }[];
  /**
   * Drafts that were not appended, each by code: a confirmation of a request that never was, a
   * single-use token's second use, a point whose facts cannot be read (`PROJECTION_UNREADABLE`).
   */
  readonly refused: readonly { readonly id: string; readonly code: string }[];
  /** One per appended event about a contact point, in order. */
  readonly news: readonly ConsentNews[];
}

/** Something about the gate itself that somebody should look at. It goes on deciding. */
export interface GateFinding {
  /** Stable: `RULE_UNVERIFIED`. */
  readonly code: string;
  /** What it is about: pack and row of a rule. */
  readonly path: string;
  /** The article of law or the policy behind it. */
  readonly rule: string;
  readonly since: Instant;
  readonly ageDays: number;
}

/** Tells a key from another of the same name, and nothing about its secret. */
export interface KeyCheck {
  readonly kid: string;
  /** The same for the same secret. */
  readonly check: string;
}

/**
 * Says whether somebody may be written to or watched, and turns what happened into consent events.
 *
 * Every method is synchronous and pure: stores call them inside their transactions. Deny when in
 * doubt. MUST NOT let anything but the mailbox lift a denial.
 */
export interface ConsentGate {
  readonly specVersion: 1;
  readonly id: string;
  decide(question: ConsentQuestion, facts: ContactPointConsent): Decision;
  /**
   * The person's own word, for segments: where mail is lawful without it, they have still not said
   * yes. `until`: the earliest instant at which time alone changes the answer. Not for deciding
   * whether to send.
   */
  stateOf(
    question: ConsentQuestion,
    facts: ContactPointConsent,
  ): { readonly state: ConsentState; readonly until?: Instant };
  /**
   * Runs inside the store's transaction: extends the log, folds the projections. MUST be free of
   * I/O.
   */
  append(state: AppendState, drafts: readonly ConsentDraft[]): AppendResult;
  /**
   * Points beside its own whose facts a draft cannot be judged without, such as those that a merge
   * brings together. Absent: none. MUST NOT throw, whatever the draft holds.
   */
  pointsOf?(draft: ConsentDraft): readonly ContactPointId[];
  /**
   * Asked in each claim and each look: while a ledger cannot be extended, nobody's withdrawal can
   * be recorded, and nothing is sent. Absent: whatever the store has is taken for right.
   */
  readonly headFits?: HeadCheck;
  /**
   * Keyed fingerprints of a normalised address under every live key, newest first: the key's id, a
   * colon and 32 bytes as hex, which is what pages put into their links.
   */
  fingerprints(channel: Channel, address: string): readonly string[];
  /**
   * One for each live key of the fingerprints. Stores keep them with each tenant, and no address is
   * written under a key whose secret has changed: its fingerprint would match no denial from
   * before. Absent: nothing is compared.
   */
  readonly keyChecks?: readonly KeyCheck[];
  /** What has grown old by then: dated rules that nobody has verified for long. Absent: nothing. */
  findings?(at: Instant): readonly GateFinding[];
  /**
   * The `kid` of the key that made a fingerprint; `null` where it does not say. With it, keys are
   * compared with fingerprints that stand before a store takes them for right.
   */
  keyOf?(fingerprint: string): string | null;
  /** Keys that are given up knowingly: nothing hangs on them any more. */
  readonly retiredKeys?: readonly string[];
  /**
   * Bounces, complaints and replies as denials. Engagement never becomes a grant. `history` comes
   * with a bounce that is not for good: such a one alone MUST NOT deny anything.
   */
  draftsFor(
    event: DeliveryEvent,
    contactPoint: ContactPointId,
    history?: BounceHistory,
  ): readonly ConsentDraft[];
}

/** What of a gate makes and names fingerprints. */
export type FingerprintKeys = Pick<
  ConsentGate,
  "fingerprints" | "keyChecks" | "keyOf" | "retiredKeys"
>;
