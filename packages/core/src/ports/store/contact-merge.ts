import type { ContactId, ContactPointId, EnrollmentId, TenantId } from "../../identifiers.js";
import type { Instant } from "../../instant.js";
import type { JsonValue } from "../../json.js";
import type { CallOptions } from "../call-options.js";
import type { ConsentDraft } from "../consent-gate.js";
import type { ChangeCause } from "./contact-change.js";
import type { ContactRecord } from "./contact-record.js";
import type { EnrollmentRecord } from "./enrollment.js";
import type { StoreScope } from "./scope.js";

/** Two contacts as they stand, locked until the end of the call. */
export interface MergeScene {
  readonly keep: ContactRecord;
  readonly other: ContactRecord;
  /** Every run of either of them. */
  readonly runs: readonly EnrollmentRecord[];
}

export interface MergePlan {
  /** The survivor's new record: its id, and `revision` as read. It takes over all points. */
  readonly contact: ContactRecord;
  /** Runs that end, since the person is in the other one of the same workflow. */
  readonly ends: readonly EnrollmentId[];
}

/**
 * `same`: the two are one contact already, or the merge of this id was made before. `unknown`: the
 * tenant lacks one of them.
 */
export type MergeOutcome =
  | { readonly status: "merged" | "same"; readonly contact: ContactId }
  | { readonly status: "unknown"; readonly contact: ContactId };

/** One merge, as it stands. */
export interface MergeRecord {
  readonly id: string;
  /** Who survived the merge. */
  readonly kept: ContactId;
  /** The contact that was merged into it. */
  readonly gone: ContactId;
  readonly goneKey: string;
  readonly at: Instant;
  /** Who has it all now: `kept`, or the contact that it was merged into later. */
  readonly contact: ContactId;
  readonly cause: ChangeCause | null;
  /** When it was undone; `null`: it stands. */
  readonly undoneAt: Instant | null;
}

/** What an undo decides from. */
export interface UndoScene {
  /** The survivor now. */
  readonly now: ContactRecord;
  /** The survivor as the merge left it. */
  readonly merged: ContactRecord;
  /** Both as they were before. */
  readonly before: { readonly keep: ContactRecord; readonly other: ContactRecord };
  /** The keys and addresses of the other contact that somebody else has by now. */
  readonly taken: { readonly key: boolean; readonly points: ReadonlySet<ContactPointId> };
  /** What the gate said of every point, when the merge was made and now; `null`: nothing. */
  readonly consent: readonly {
    readonly contactPoint: ContactPointId;
    readonly side: "keep" | "other";
    readonly before: JsonValue | null;
    readonly after: JsonValue | null;
  }[];
}

export interface UndoPlan {
  /** `revision` as read. */
  readonly keep: ContactRecord;
  readonly other: ContactRecord;
  /** Denials that came while the two were one: they count for both. */
  readonly drafts: readonly ConsentDraft[];
}

/** `later`: the survivor was merged into another one since. That merge is undone first. */
export type UndoOutcome =
  | { readonly status: "undone"; readonly keep: ContactId; readonly other: ContactId }
  | { readonly status: "unknown" | "already" | "later" };

/**
 * Merges of contacts, with their lineage and what undoes them.
 *
 * @typeParam R `Reactions`, which name these records.
 */
export interface StoreMerges<R> {
  /**
   * Makes two contacts one, in one transaction. Everything of the other one is the survivor's from
   * then on, and its id and key lead there. What the other one waits for twice is refused as
   * `MERGED`: nobody gets the mail of one campaign, or of one workflow, twice. Consent hangs on the
   * points and stays with them; what the person denied at one of them counts at all.
   * @throws StoreError as `changeContacts`
   */
  mergeContacts(
    call: StoreScope & {
      readonly id: string;
      readonly keep: ContactId;
      readonly other: ContactId;
      readonly cause?: ChangeCause;
    },
    plan: (scene: MergeScene) => MergePlan,
    options?: CallOptions,
  ): Promise<MergeOutcome>;
  /**
   * Takes two contacts apart again: each gets what it had, and the survivor keeps what came since.
   * @throws StoreError as `changeContacts` and `appendConsent`
   */
  undoMerge(
    call: StoreScope & { readonly id: string; readonly cause?: ChangeCause },
    plan: (scene: UndoScene) => UndoPlan,
    reactions: R,
    options?: CallOptions,
  ): Promise<UndoOutcome>;
  /** The merges that a contact is made of, and those that it went into: the oldest first. */
  readMerges(
    call: { readonly tenant: TenantId; readonly contact: ContactId },
    options?: CallOptions,
  ): Promise<readonly MergeRecord[]>;
}
