// Longer than other files: the port of consent, for the author of a gate to read in one place.
import type { ContactPointId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type { JsonObject, JsonValue } from "../json.js";
import type { Spelled } from "../known.js";
import type { DeliveryEvent } from "./delivery-event.js";

/** What carries messages. */
export type Channel = Spelled<"email" | "sms">;
/**
 * What a person may be reached by. A call is made by a colleague, and no message: its consent is
 * kept at the telephone number that text messages go to, as a choice of its own.
 */
export type ConsentChannel = Spelled<Channel | "call">;
/** Each activity is granted separately: a grant to send says nothing about tracking. */
export type Activity = "send" | "track.open" | "track.click" | "profile";
export type MessageClass =
  | "marketing"
  | "service"
  | "transactional"
  | "confirmation_request"
  | "legal_notice";

/**
 * The person's own choice about one cell, independent of the law of their place. `asserted`:
 * claimed by somebody else, such as an import, with a record of how the person agreed; whether that
 * permits a message depends on the law. `expired`: given, and no longer valid. `none`: never asked,
 * not answered yet, or claimed without a record.
 */
export type ConsentState = "granted" | "asserted" | "denied" | "withdrawn" | "expired" | "none";

export interface ConsentQuestion {
  readonly tenant: TenantId;
  readonly contactPoint: ContactPointId;
  readonly channel: ConsentChannel;
  readonly purpose: string;
  readonly topic?: string;
  readonly activity: Activity;
  readonly messageClass: MessageClass;
  readonly sender?: string;
  /** The id of the transport that will carry the message. The processor register may refuse it. */
  readonly processor?: string;
  /**
   * The place whose law applies to the recipient, as far as known: `DE`, `US-CA`. Empty: the
   * strictest law applies.
   */
  readonly jurisdictions: readonly string[];
  readonly timeZones: readonly string[];
  readonly at: Instant;
}

export interface DecisionReason {
  /** Stable: `WITHDRAWN`, `NO_CONSENT`, `SUPPRESSED_COMPLAINT`, `QUIET_HOURS` … */
  readonly code: string;
  readonly effect: "deny" | "allow" | "oblige" | "defer";
  /** The article of law or the policy behind the reason: `UWG §7(2) Nr. 2`. */
  readonly rule: string;
  /** The row of the gate's rule pack behind the reason, such as `DE-UWG-3`. */
  readonly row?: string;
  readonly eventId?: string;
  readonly until?: Instant;
}

/** One thing on record that keeps messages from a contact point. */
export interface StandingDenial {
  /** As in {@link DecisionReason}. */
  readonly code: string;
  readonly rule: string;
  /** One English clause, without a full stop: `The person withdrew consent`. */
  readonly text: string;
  readonly at: Instant;
  readonly eventId?: string;
  /** By what road it came: `one_click`, `preference_centre`, `api`. Absent: not on record. */
  readonly method?: string;
  /** What it covers. Absent: every channel, every purpose, every topic, every activity. */
  readonly channel?: ConsentChannel;
  readonly purpose?: string;
  readonly topic?: string;
  readonly activity?: Activity;
}

/** The answer of `decide()`: never a bare boolean. */
export interface Decision {
  readonly allowed: boolean;
  /** Every applicable reason in order of precedence, not only the first. */
  readonly reasons: readonly DecisionReason[];
  readonly basis?: string;
  /**
   * What the message must contain or omit: `LIST_UNSUBSCRIBE_ONE_CLICK`, `POSTAL_ADDRESS`,
   * `NO_OPEN_PIXEL` …
   */
  readonly obligations: readonly string[];
  /** Only for refusals that end with time alone. */
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
     * The host's own rows that apply, each with the person who answers for it and the date:
     * `DE-UWG (Jane Roe, 2026-10-01)`. Absent: none.
     */
    readonly own?: readonly string[];
  };
}

/**
 * A keyed fingerprint that keeps a person from being written to after all other data about them is
 * gone.
 */
export interface SuppressionEntry {
  readonly fingerprint: string;
  readonly reason: string;
  readonly addedAt: Instant;
  /** The scope of the suppression, in the gate's own form. Absent: everything. */
  readonly scope?: JsonObject;
}

/**
 * The facts about one contact point that a store read in the current transaction. Only the gate
 * understands `projection`.
 */
export interface ContactPointConsent {
  readonly contactPoint: ContactPointId;
  readonly projection: JsonValue | null;
  /** Entries that match any fingerprint of this point. */
  readonly suppressions: readonly SuppressionEntry[];
  /**
   * Projections of all other points that share a fingerprint with this one, of current and former
   * owners, because a denial belongs to the address. The gate uses their denials and never their
   * grants.
   */
  readonly elsewhere: readonly JsonValue[];
  /**
   * Projections of the other points that the person of this one has, or had until they were
   * replaced. The person's refusals there count here. Facts about an address only, such as a
   * bounce, do not count, and no grant does. Absent: there are none, or the facts are for an
   * append.
   */
  readonly ofPerson?: readonly JsonValue[];
  readonly logSize: number;
}

/** The reported bounces of an address so far, including the current report. */
export interface BounceHistory {
  /**
   * The days since 1970-01-01 UTC with soft or undetermined bounces. Ascending, each day once, the
   * latest 64, and only those after the last day with a sign of life: a delivery, a reply, or an
   * open or click that is not a machine's.
   */
  readonly days: readonly number[];
  /** Set by the gate: a confirmation since then is a sign of life too. */
  readonly projection: JsonValue | null;
}

/** A consent event to be appended. The gate's package defines the types and what each needs. */
export interface ConsentDraft {
  /** Made by the caller. The same id twice is one event. */
  readonly id: string;
  readonly type: string;
  readonly contactPoint?: ContactPointId;
  readonly effectiveAt: Instant;
  /** Committed to the log. Pseudonymous. */
  readonly fields: JsonObject;
  /** Kept beside the log and may be destroyed: IP address, wording shown, free text. */
  readonly payload?: JsonObject;
  /** The salt of the commitment, 32 bytes as hex. Present with `payload`. */
  readonly salt?: string;
}

export interface LedgerHead {
  readonly size: number;
  /** The roots of the full subtrees, leftmost first, as hex. Appending needs nothing else. */
  readonly frontier: readonly string[];
}

/**
 * Checks, without reading the ledger, whether it can be extended from this head. `lastLeafHash` is
 * the hash of the ledger's last entry; `null` for an empty ledger.
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

/** A completed inner node of the tree. Proofs use it instead of scanning the log. */
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
  /**
   * One for each contact point that a draft names, and for each further point that was asked for.
   */
  readonly points: readonly (ContactPointConsent & { readonly fingerprints: readonly string[] })[];
  /** The ids of drafts that the log already holds. These drafts are done. */
  readonly known: readonly string[];
  /** The unfinished right edge of each tile level. */
  readonly tiles: readonly LedgerTile[];
}

/**
 * What one appended event means for workflows and segments. It follows from the event itself and
 * not from a changed decision.
 */
export interface ConsentNews {
  readonly contactPoint: ContactPointId;
  /** The ledger entry that it comes from. The id of the event for workflows is made of both. */
  readonly entry: string;
  /** `withdrawn` for every withdrawal or objection, also if sending was not permitted before. */
  readonly act: "granted" | "withdrawn" | "changed";
  /** The scope of the choice. Absent: every channel, every purpose, every topic. */
  readonly channel?: ConsentChannel;
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
  /** Added after the entries in `release` are removed. */
  readonly suppress: readonly SuppressionEntry[];
  readonly release: readonly { readonly fingerprint: string; readonly reason: string }[];
  /**
   * The drafts that were not appended, each with a code: a confirmation without a request, the
   * second use of a single-use token, a point whose facts cannot be read (`PROJECTION_UNREADABLE`).
   */
  readonly refused: readonly { readonly id: string; readonly code: string }[];
  /** One for each appended event about a contact point, in order. */
  readonly news: readonly ConsentNews[];
}

/** A finding of the gate about itself that somebody should look at. It does not stop decisions. */
export interface GateFinding {
  /** Stable: `RULE_UNVERIFIED`. */
  readonly code: string;
  /** What the finding is about: pack and row of a rule. */
  readonly path: string;
  /** The article of law or the policy behind it. */
  readonly rule: string;
  readonly since: Instant;
  readonly ageDays: number;
}

/** Distinguishes two keys of the same name, and reveals nothing about the secret. */
export interface KeyCheck {
  readonly kid: string;
  /** The same for the same secret. */
  readonly check: string;
}

/**
 * Decides whether a person may be written to or tracked, and turns what happened into consent
 * events.
 *
 * Every method is synchronous and pure, because stores call them inside their transactions. Deny
 * when in doubt. MUST NOT let anything but the mailbox lift a denial.
 */
export interface ConsentGate {
  readonly specVersion: 1;
  readonly id: string;
  decide(question: ConsentQuestion, facts: ContactPointConsent): Decision;
  /**
   * The person's own choice, for segments. Where mail is lawful without consent, the person still
   * has not consented. `until`: the earliest instant at which time alone changes the answer. Not
   * for deciding whether to send.
   */
  readConsentState(
    question: ConsentQuestion,
    facts: ContactPointConsent,
  ): { readonly state: ConsentState; readonly until?: Instant };
  /**
   * What is on record against messages to a point: refusals, suppressions, restrictions. Newest
   * first; a refusal of one choice that the person has taken back since is left out. For
   * explaining, not for deciding. `entries`: the ledger's entries about the point. Absent: nothing
   * is said.
   */
  listDenials?(
    facts: ContactPointConsent,
    entries: readonly LedgerEntry[],
    at: Instant,
  ): readonly StandingDenial[];
  /**
   * Extends the log and folds the projections. It runs inside the store's transaction and MUST be
   * free of I/O.
   */
  append(state: AppendState, drafts: readonly ConsentDraft[]): AppendResult;
  /**
   * Further points whose facts are needed to judge a draft, such as those that a merge joins.
   * Absent: none. MUST NOT throw for any draft.
   */
  listPoints?(draft: ConsentDraft): readonly ContactPointId[];
  /**
   * A name that is one person's, and given once in a tenant's ledger: that of a case. The drafts
   * that claim it go in with one append; a store refuses it to every later one. Absent: none. MUST
   * NOT throw for any draft.
   */
  claimIn?(draft: ConsentDraft): string | undefined;
  /**
   * Called in each claim and each last check. While a ledger cannot be extended, no withdrawal can
   * be recorded, so nothing is sent. Absent: every head is accepted.
   */
  readonly headFits?: HeadCheck;
  /**
   * The keyed fingerprints of a normalized address under every current key, newest first: the key's
   * id, a colon and 32 bytes as hex. Pages put them into their links.
   */
  fingerprints(channel: Channel, address: string): readonly string[];
  /**
   * One for each current key of the fingerprints. Stores keep them with each tenant. No address is
   * written under a key whose secret has changed, because its fingerprint would match no earlier
   * denial. Absent: nothing is compared.
   */
  readonly keyChecks?: readonly KeyCheck[];
  /**
   * What is outdated at that time, such as rules that nobody has verified for long. Absent:
   * nothing.
   */
  findings?(at: Instant): readonly GateFinding[];
  /**
   * The `kid` of the key that made a fingerprint; `null` if unknown. A store compares its keys with
   * existing fingerprints by it before it accepts them.
   */
  readKeyId?(fingerprint: string): string | null;
  /** Keys that are given up on purpose because no fingerprint uses them any more. */
  readonly retiredKeys?: readonly string[];
  /**
   * Turns bounces, complaints and replies into denials. Engagement never becomes a grant. `history`
   * comes with a temporary bounce, which alone MUST NOT deny anything.
   */
  draftsFor(
    event: DeliveryEvent,
    contactPoint: ContactPointId,
    history?: BounceHistory,
  ): readonly ConsentDraft[];
}

/** The part of a gate that makes and names fingerprints. */
export type FingerprintKeys = Pick<
  ConsentGate,
  "fingerprints" | "keyChecks" | "readKeyId" | "retiredKeys"
>;
