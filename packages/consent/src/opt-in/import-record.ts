import type { ConsentDraft, Instant } from "@wellsent/core";
import { toHex, utf8 } from "../encoding/index.js";
import { draftEvent, type EventDetails } from "../events/index.js";
import { sha256 } from "../hash/index.js";

export interface ImportDeclaration {
  /** As `commitImport` has it: the same import twice is one record. */
  readonly importId: string;
  /** Where the file comes from, as a reference: `mailchimp`, `crm.2026-11`. */
  readonly source: string;
  /** Rows in it. */
  readonly count: number;
  /** SHA-256 of the file, hex. */
  readonly fileDigest: string;
  /** On what whoever brings it says its permissions rest. */
  readonly legalClaim: EventDetails["import.declared"]["legalClaim"];
  readonly at: Instant;
  /** Who brings it, as a reference. */
  readonly operator?: string;
}

/** What the ledger keeps of an import as a whole. Structural: `commitImport` asks for just this. */
export interface ImportRecord {
  readonly declared: readonly ConsentDraft[];
  readonly applied: (
    report: {
      readonly accepted: number;
      readonly merged: number;
      readonly restricted: number;
      readonly byReason: readonly {
        readonly outcome: string;
        readonly code: string;
        readonly count: number;
      }[];
    },
    at: Instant,
  ) => readonly ConsentDraft[];
}

/**
 * The record of an import: what was claimed of the file before its first row, and what came of it.
 * Pass it as `consent.record` of `commitImport`. Neither event permits anything.
 *
 * @throws InputError `INPUT_EVENT_FIELD` for a source or digest that is none.
 *
 * @example
 * ```ts
 * commitImport({
 *   ...importing,
 *   consent: { gate, drafts: importDrafts(random, cells), record: importRecord(declaration) },
 * });
 * ```
 */
export function importRecord(declaration: ImportDeclaration): ImportRecord {
  const { importId, source, count, fileDigest, legalClaim, at, operator } = declaration;
  const deriveId = (part: string): string =>
    `imp_${toHex(sha256(utf8(JSON.stringify(["import", part, importId])))).slice(0, 40)}`;
  const actor = {
    kind: "import",
    ...(operator === undefined ? {} : { ref: operator }),
  } as const;
  const id = deriveId("declared");
  const declared = draftEvent({
    ...{ id, type: "import.declared", effectiveAt: at, actor },
    detail: { source, count, fileDigest, legalClaim },
  });
  return {
    declared: [declared],
    applied: ({ accepted, merged, restricted, byReason }, appliedAt) => [
      draftEvent({
        ...{ id: deriveId("applied"), type: "import.applied", effectiveAt: appliedAt, actor },
        caused: [id],
        detail: {
          accepted: accepted + merged,
          restricted,
          refused: byReason
            .filter(({ outcome }) => outcome === "refused")
            .map((reason) => ({ code: reason.code, count: reason.count })),
        },
      }),
    ],
  };
}
