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
import type { FieldPolicies } from "./field-policy.js";
import type { ImportReport } from "./import-report.js";
import type { ImportRow } from "./import-row.js";
import type { BadRow, RowNote } from "./row-result.js";

/** A telephone number that was read from a cell. */
export interface ParsedPhone {
  /** E.164. */
  readonly number: string;
  /** Something that a person should check; becomes a flag of the row. */
  readonly finding?: string;
}

/** How rows are read. A dry run and a commit with the same options read every row alike. */
export interface ImportOptions {
  readonly rows: AsyncIterable<ImportRow> | Iterable<ImportRow>;
  readonly mapping: ImportMapping;
  readonly schema?: Schema;
  /** Values for rows that have none of their own. A default time zone counts as inferred. */
  readonly defaults?: {
    readonly locale?: string;
    readonly timeZone?: string;
    readonly jurisdiction?: string;
  };
  /**
   * What identifies a contact: its address, or the host's own key. Default: `key` if a column is
   * mapped to it.
   */
  readonly identity?: "email" | "key";
  /** Addresses such as `info@`. Accepted ones are flagged. Default: accept. */
  readonly roleAddresses?: "accept" | "refuse";
  /**
   * Whether a row with a value that the schema refuses is refused too, or imported without the
   * value and flagged. Default: refuse.
   */
  readonly invalidAttributes?: "refuse" | "omit";
  /**
   * What becomes of the values of existing contacts, by field. Default: the file's value replaces
   * the contact's, and an empty cell means nothing.
   */
  readonly fields?: FieldPolicies;
  /**
   * `denials`: the file is a list of addresses and numbers that must not be written to. Every row
   * denies, and nothing else of it is taken: no contact is created or changed. Whoever has the
   * address or number, now or one day, gets nothing.
   */
  readonly only?: "denials";
  /**
   * Is given each row that is not imported, or of which only its denial is kept, in order and once
   * its batch is written. The next batch waits for it. A run that continues another one gives all
   * bad rows of the file again. Write them to a file with `badRowsCsv`.
   */
  readonly onBadRow?: (row: BadRow) => void | Promise<void>;
  /** Returns `null` for text that is no number. Default: accepts numbers that begin with `+`. */
  readonly parsePhone?: (text: string, jurisdiction: string | null) => ParsedPhone | null;
  readonly disposableDomains?: ReadonlySet<string>;
  /**
   * Rows per transaction. Default: 100. More are faster if the disk is slow to sync, but block the
   * thread for longer at a time. A run that continues another one must use the same size.
   */
  readonly batchSize?: number;
  /**
   * The number of rows if it is known, for example from a dry run: lets progress estimate the time
   * left.
   */
  readonly total?: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * A row's statement on permission: about an existing contact point, or a denial of an address or
 * number that belongs to no contact.
 */
export type ImportConsentIntent = ImportWord & (ImportWordOnPoint | ImportWordOnAddress);

/** The subject of a statement: a contact point. */
interface ImportWordOnPoint {
  readonly contact: ContactId;
  readonly contactPoint: ContactPointId;
  /** The channel of the contact point. A denial of text messages is about text messages only. */
  readonly channel: Channel;
  readonly fingerprints?: never;
}

/** The subject of a statement: an address or number, known by its fingerprints. Always a denial. */
interface ImportWordOnAddress {
  readonly contactPoint?: never;
  readonly fingerprints: readonly string[];
}

interface ImportWord {
  /**
   * `restrict`: a denial, which MUST be recorded. `claim`: the file asserts a subscription; it MUST
   * NOT count as more than that assertion.
   */
  readonly kind: "restrict" | "claim";
  /**
   * The same for the same row of the same import. As the id of a draft it makes appending
   * idempotent.
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

/** The import's access to the consent ledger. */
export interface ImportConsent {
  /** Computes fingerprints; nothing is appended through it. */
  readonly gate: FingerprintKeys;
  readonly drafts: (intent: ImportConsentIntent) => readonly ConsentDraft[];
  /**
   * Records the import as a whole in the ledger: `declared` before its first row is written,
   * `applied` after the last. The ids are derived from the import's id, so a run that continues
   * another records nothing twice. Absent: only the statements of rows are recorded.
   */
  readonly record?: {
    readonly declared: readonly ConsentDraft[];
    readonly applied: (report: ImportReport, at: Instant) => readonly ConsentDraft[];
  };
  /**
   * Whether a row with a claim brings evidence of it, for the report. A note means that it brings
   * evidence that is not accepted, and flags the row. Called once per row, after its batch. Absent:
   * unknown.
   */
  readonly evidence?: (row: number) => "given" | "none" | RowNote;
  /**
   * The code of the denial in force, for the report; `null` if there is none. Default: the reason
   * of the first suppression.
   */
  readonly denial?: (facts: ContactPointConsent) => string | null;
  /**
   * The code of any denial in force at an address, also of one purpose or topic alone, for the diff
   * of a dry run; `null` if there is none. Default: as `denial`.
   */
  readonly standing?: (facts: ContactPointConsent, at: Instant) => string | null;
}

export interface DryRunOptions extends ImportOptions {
  /**
   * The store to compare with. Absent: the file is judged by itself. Nothing is written in either
   * case.
   */
  readonly against?: {
    readonly store: Store;
    readonly tenant: TenantId;
    readonly consent?: ImportConsent;
  };
}

export interface CommitOptions extends ImportOptions {
  /** Writes the contacts, and records consent so that workflow runs react to it. */
  readonly engine: Pick<Engine, "store" | "record" | "listNews">;
  readonly tenant: TenantId;
  /**
   * Identifies the content of the file, for example its digest. Importing again with the same id
   * continues and writes nothing twice.
   */
  readonly importId: string;
  readonly ids: IdSource;
  readonly consent: ImportConsent;
  /**
   * Lists to which new and existing contacts are added. Being on a list is no permission to send.
   */
  readonly lists?: readonly ListId[];
  /**
   * Whether workflows begin for those who join a list by this import. They begin once all that the
   * file says of consent is on record, so none begins before a denial or a claim. Default: none.
   */
  readonly triggers?: boolean;
}
