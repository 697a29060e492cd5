import type { Schema } from "../contacts/index.js";
import type { Engine } from "../engine/engine.js";
import type { ContactId, ContactPointId, ListId, TenantId } from "../identifiers.js";
import type { Instant } from "../instant.js";
import type {
  Channel,
  ConsentDraft,
  ContactPointConsent,
  FingerprintKeys,
} from "../ports/consent-gate.js";
import type { Clock, IdSource } from "../ports/sources.js";
import type { Store } from "../ports/store/store.js";
import type { ImportMapping } from "./column-mapping.js";
import type { ImportReport } from "./import-report.js";
import type { ImportRow } from "./import-row.js";
import type { RowNote } from "./row-result.js";

/** A telephone number as it was read. */
export interface ParsedPhone {
  /** E.164. */
  readonly number: string;
  /** What somebody should look at: becomes a flag of the row. */
  readonly finding?: string;
}

/**
 * How rows are read. The same for a dry run and for the commit: what the one says, the other does.
 */
export interface ImportOptions {
  readonly rows: AsyncIterable<ImportRow> | Iterable<ImportRow>;
  readonly mapping: ImportMapping;
  readonly schema?: Schema;
  /** For rows that say nothing themselves. A default zone counts as inferred. */
  readonly defaults?: {
    readonly locale?: string;
    readonly timeZone?: string;
    readonly jurisdiction?: string;
  };
  /**
   * What makes two rows one contact: the address, or the host's own number. Default: `key` if a
   * column is mapped to it.
   */
  readonly identity?: "email" | "key";
  /** `info@` and the like. Accepted ones are flagged. Default: accept. */
  readonly roleAddresses?: "accept" | "refuse";
  /**
   * A value the schema refuses takes its row with it, or is left out and flagged. Default: refuse.
   */
  readonly invalidAttributes?: "refuse" | "omit";
  /**
   * Attributes, locale, zone and jurisdiction of contacts that exist: the file's win, fill gaps, or
   * change nothing. Empty cells never erase. Default: update.
   */
  readonly existingContacts?: "update" | "fill" | "keep";
  /** `null` for what is no number. Default: takes numbers that begin with `+`. */
  readonly parsePhone?: (text: string, jurisdiction: string | null) => ParsedPhone | null;
  readonly disposableDomains?: ReadonlySet<string>;
  /**
   * Rows a transaction. Default: 100. More are faster where the disk is slow to sync, and hold the
   * thread for longer at a time. A run that continues another one must have the same.
   */
  readonly batchSize?: number;
  /** Rows in all, where known, say from a dry run: lets progress tell the time left. */
  readonly total?: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * A row's word on permission: about a contact point that exists, or a denial of an address or
 * number that nobody has.
 */
export type ImportConsentIntent = ImportWord & (ImportWordOnPoint | ImportWordOnAddress);

/** What the word is about: a contact point. */
interface ImportWordOnPoint {
  readonly contact: ContactId;
  readonly contactPoint: ContactPointId;
  /** The point's. A denial of text messages is about them alone. */
  readonly channel: Channel;
  readonly fingerprints?: never;
}

/** What the word is about: an address or number, known by its fingerprints. A denial always. */
interface ImportWordOnAddress {
  readonly contactPoint?: never;
  readonly fingerprints: readonly string[];
}

interface ImportWord {
  /**
   * `restrict`: a denial, to be kept as one. `claim`: somebody asserts a subscription; it MUST NOT
   * count as more.
   */
  readonly kind: "restrict" | "claim";
  /**
   * The same for the same row of the same import: as a draft's id it makes appending idempotent.
   */
  readonly id: string;
  readonly importId: string;
  readonly row: number;
  /**
   * `STATUS_UNSUBSCRIBED`, `STATUS_BOUNCED`, `STATUS_COMPLAINED`, `STATUS_SUPPRESSED`,
   * `STATUS_UNCONFIRMED`, `STATUS_UNCLEAR`; for claims `STATUS_SUBSCRIBED`.
   */
  readonly code: string;
  readonly at: Instant;
}

/** How an import meets the consent ledger. */
export interface ImportConsent {
  /** Makes fingerprints: nothing is appended through it. */
  readonly gate: FingerprintKeys;
  readonly drafts: (intent: ImportConsentIntent) => readonly ConsentDraft[];
  /**
   * What the ledger keeps of the import as a whole: `declared` before its first row is written,
   * `applied` once all are. Ids are the import's, so that a run which continues another records
   * nothing twice. Absent: only what rows say is recorded.
   */
  readonly record?: {
    readonly declared: readonly ConsentDraft[];
    readonly applied: (report: ImportReport, at: Instant) => readonly ConsentDraft[];
  };
  /**
   * Whether a row that claims brings evidence of it, for the report; a note: it brings some that is
   * not accepted, and is flagged so. Asked once a row, after its batch. Absent: nobody knows.
   */
  readonly evidence?: (row: number) => "given" | "none" | RowNote;
  /**
   * The code of a denial that stands, for the report; `null`: none. Default: the first
   * suppression's reason.
   */
  readonly denial?: (facts: ContactPointConsent) => string | null;
}

export interface DryRunOptions extends ImportOptions {
  /**
   * Compare with what a store holds. Absent: the file is judged by itself. Nothing is written
   * either way.
   */
  readonly against?: {
    readonly store: Store;
    readonly tenant: TenantId;
    readonly consent?: ImportConsent;
  };
}

export interface CommitOptions extends ImportOptions {
  /** Takes the contacts, and appends what rows say about permission so that runs hear of it. */
  readonly engine: Pick<Engine, "store" | "record">;
  readonly tenant: TenantId;
  /**
   * Names this file's content, say its digest: the same id again continues, and does nothing twice.
   */
  readonly importId: string;
  readonly ids: IdSource;
  readonly consent: ImportConsent;
  /** New and known contacts alike are put on these. Being on a list permits nothing. */
  readonly lists?: readonly ListId[];
}
