import type { Instant } from "@wellsent/core";

/** GDPR Art. 28(3)(a) to (h): what an agreement has to say. */
export const agreementClauses = [
  {
    clause: "a",
    says: "Processes only on documented instructions, also when transferring to third countries",
  },
  { clause: "b", says: "Its people are bound to confidentiality" },
  { clause: "c", says: "Takes the security measures of Art. 32" },
  { clause: "d", says: "Engages other processors only under Art. 28(2) and (4)" },
  { clause: "e", says: "Helps to answer requests of data subjects" },
  { clause: "f", says: "Helps with the duties of Art. 32 to 36" },
  { clause: "g", says: "Deletes or returns all data at the end" },
  { clause: "h", says: "Shows that it complies, and allows audits" },
] as const;

export type AgreementClause = (typeof agreementClauses)[number]["clause"];

export interface Agreement {
  readonly signedAt: Instant;
  /** First instant at which it no longer holds. */
  readonly endsAt?: Instant;
  /** SHA-256 of the signed text, hex. */
  readonly digest: string;
  /** Those that somebody has found in the text. */
  readonly clauses: readonly AgreementClause[];
}

/** What a transfer to a third country rests on: GDPR Art. 45, 46, 49. */
export interface TransferTool {
  readonly tool:
    | "adequacy"
    | "scc_module_1"
    | "scc_module_2"
    | "scc_module_3"
    | "scc_module_4"
    | "bcr"
    | "derogation";
  /** The transfer impact assessment, or the derogation's reasons, by reference. */
  readonly assessment?: string;
}

export interface Party {
  /** The legal entity, as registered. */
  readonly name: string;
  readonly contact: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

export interface SubProcessor extends Party {
  readonly id: string;
  readonly service: string;
  readonly locations: readonly string[];
  readonly transfer?: TransferTool;
}

/**
 * Somebody who processes personal data for the tenant. `id` is the transport's id where it carries
 * messages.
 */
export interface Processor extends Party {
  readonly id: string;
  readonly service: string;
  readonly status: "active" | "suspended" | "ended";
  /** Purposes it works for, with everything below them. */
  readonly purposes: readonly string[];
  /** Classes of data it sees: `email_address`, `engagement`. */
  readonly dataClasses: readonly string[];
  /** ISO 3166-1 alpha-2 of where it processes. */
  readonly locations: readonly string[];
  readonly transfer?: TransferTool;
  /** By reference: Art. 32. */
  readonly measures: string;
  readonly agreement?: Agreement;
  /** Whether new sub-processors need a yes each, or may be objected to within so many days. */
  readonly subProcessing:
    | { readonly mode: "none" | "specific" }
    | { readonly mode: "general"; readonly noticeDays: number };
  readonly subProcessors: readonly SubProcessor[];
}

/** Members of the EEA: data may go there as it may stay at home. */
export const eea: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split(
    " ",
  ),
);
