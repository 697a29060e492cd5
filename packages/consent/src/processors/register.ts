import type { ConsentDraft, Instant } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { canonicalize } from "../canonical/index.js";
import { toHex, utf8 } from "../encoding/index.js";
import type { Actor } from "../events/index.js";
import { sha256 } from "../hash/index.js";
import { createDraft, type DraftContext } from "../opt-in/index.js";
import {
  type Agreement,
  type AgreementClause,
  agreementClauses,
  eea,
  type Processor,
  type TransferTool,
} from "./processor.js";

/** Why a processor must not be given data: stable codes. */
export type CoverageGap =
  | "NOT_ACTIVE"
  | "NO_AGREEMENT"
  | "AGREEMENT_NOT_IN_FORCE"
  | "AGREEMENT_INCOMPLETE"
  | "TRANSFER_WITHOUT_TOOL"
  | "TRANSFER_WITHOUT_ASSESSMENT"
  | "SUB_PROCESSOR_NOT_ALLOWED"
  | "SUB_PROCESSOR_TRANSFER_WITHOUT_TOOL";

export interface Coverage {
  readonly processor: string;
  readonly covered: boolean;
  readonly gaps: readonly CoverageGap[];
  /** Of Art. 28(3), those nobody has found in the agreement. */
  readonly missing: readonly AgreementClause[];
}

function refuse(path: string, message: string): InputError {
  return new InputError("INPUT_PROCESSOR", message, { path, remedy: "See processorSchema." });
}

const reference = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$/;

/**
 * Checks a register that came from anywhere.
 * @throws InputError `INPUT_PROCESSOR`, naming the field: an id twice or none, a country that is
 * none, a digest that is none.
 */
export function defineProcessors(register: readonly Processor[]): readonly Processor[] {
  const seen = new Set<string>();
  register.forEach((processor, index) => {
    const path = `processors[${index}]`;
    if (!reference.test(processor.id)) throw refuse(`${path}.id`, "A processor has no usable id.");
    if (seen.has(processor.id)) throw refuse(`${path}.id`, "Two processors have one id.");
    seen.add(processor.id);
    for (const field of ["name", "contact", "service", "measures"] as const) {
      if (processor[field].trim() === "")
        throw refuse(`${path}.${field}`, "A field of a processor is empty.");
    }
    const countries = [processor, ...processor.subProcessors].flatMap(({ country, locations }) => [
      country,
      ...locations,
    ]);
    if (processor.locations.length === 0 || countries.some((code) => !/^[A-Z]{2}$/.test(code))) {
      throw refuse(
        `${path}.locations`,
        "A place is not an ISO 3166-1 code of two capital letters.",
      );
    }
    if (processor.agreement !== undefined) checkAgreement(processor.agreement, `${path}.agreement`);
  });
  return register;
}

function checkAgreement({ digest, clauses, signedAt, endsAt }: Agreement, path: string): void {
  if (!/^[0-9a-f]{64}$/.test(digest))
    throw refuse(`${path}.digest`, "The digest of an agreement is not SHA-256 in hex.");
  if (clauses.some((clause) => !agreementClauses.some((known) => known.clause === clause))) {
    throw refuse(`${path}.clauses`, "A clause is none of GDPR Art. 28(3)(a) to (h).");
  }
  if (!Number.isSafeInteger(signedAt) || (endsAt !== undefined && endsAt <= signedAt)) {
    throw refuse(
      path,
      "An agreement ends before it was signed, or its times are not epoch milliseconds.",
    );
  }
}

/**
 * What stands between a processor and the data, item by item. `home` is where data may be as it may
 * be here.
 */
export function processorCoverage(
  processor: Processor,
  at: Instant,
  home: ReadonlySet<string> = eea,
): Coverage {
  const gaps = new Set<CoverageGap>();
  const { agreement, subProcessing, subProcessors } = processor;
  if (processor.status !== "active") gaps.add("NOT_ACTIVE");
  const missing = agreementClauses
    .map(({ clause }) => clause)
    .filter((clause) => !(agreement?.clauses ?? []).includes(clause));
  if (agreement === undefined) gaps.add("NO_AGREEMENT");
  else {
    if (agreement.signedAt > at || (agreement.endsAt !== undefined && agreement.endsAt <= at))
      gaps.add("AGREEMENT_NOT_IN_FORCE");
    if (missing.length > 0) gaps.add("AGREEMENT_INCOMPLETE");
  }
  const transferGap = (locations: readonly string[], tool: TransferTool | undefined): boolean =>
    locations.some((country) => !home.has(country)) && tool === undefined;
  if (transferGap([processor.country, ...processor.locations], processor.transfer))
    gaps.add("TRANSFER_WITHOUT_TOOL");
  for (const { transfer } of [processor, ...subProcessors]) {
    // Schrems II (C-311/18): clauses, rules and derogations need a look at the country; an adequacy
    // decision is that look.
    if (
      transfer !== undefined &&
      transfer.tool !== "adequacy" &&
      transfer.assessment === undefined
    ) {
      gaps.add("TRANSFER_WITHOUT_ASSESSMENT");
    }
  }
  if (subProcessing.mode === "none" && subProcessors.length > 0)
    gaps.add("SUB_PROCESSOR_NOT_ALLOWED");
  if (subProcessors.some((sub) => transferGap([sub.country, ...sub.locations], sub.transfer))) {
    gaps.add("SUB_PROCESSOR_TRANSFER_WITHOUT_TOOL");
  }
  return { processor: processor.id, covered: gaps.size === 0, gaps: [...gaps], missing };
}

/**
 * The ids for the gate's `processors`: those with a whole agreement in force. Nobody else carries a
 * message.
 */
export function coveredProcessors(
  register: readonly Processor[],
  at: Instant,
  home: ReadonlySet<string> = eea,
): readonly string[] {
  return defineProcessors(register)
    .filter((processor) => processorCoverage(processor, at, home).covered)
    .map(({ id }) => id);
}

/** SHA-256 over the canonical entry, hex: what the log says was in force. */
export function processorDigest(processor: Processor): string {
  return toHex(sha256(utf8(canonicalize(processor))));
}

/**
 * What changed between two versions of the register, for the log: whoever audits a decision can see
 * whom it could rely on.
 * @throws InputError `INPUT_PROCESSOR`.
 */
export function registerProcessors(
  by: DraftContext,
  before: readonly Processor[],
  after: readonly Processor[],
  actor: Actor = { kind: "operator" },
): readonly ConsentDraft[] {
  const was = new Map(defineProcessors(before).map((processor) => [processor.id, processor]));
  const draft = (
    type: "processor.registered" | "processor.updated" | "processor.ended",
    processor: Processor,
  ): ConsentDraft =>
    createDraft(by, {
      id: by.ids.next(),
      type,
      effectiveAt: by.now,
      actor,
      detail: { processor: processor.id, digest: processorDigest(processor) },
    });
  const drafts = defineProcessors(after).flatMap((processor) => {
    const old = was.get(processor.id);
    was.delete(processor.id);
    if (old === undefined) return [draft("processor.registered", processor)];
    if (processorDigest(old) === processorDigest(processor)) return [];
    return [
      draft(processor.status === "ended" ? "processor.ended" : "processor.updated", processor),
    ];
  });
  return [...drafts, ...[...was.values()].map((gone) => draft("processor.ended", gone))];
}
