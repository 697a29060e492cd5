import type { Instant, LedgerEntry, StandingDenial, SuppressionEntry } from "@wellsent/core";
import { type ConsentScope, readLeaf } from "../events/index.js";
import {
  type AddressProjection,
  activeErasure,
  activeRestriction,
  addressSuppressions,
  type Cell,
  cellState,
  type DenialMark,
  openErasures,
} from "../state/index.js";
import { denialCode, readScope } from "./denial-findings.js";
import { sentences } from "./explain.js";

/** Everything on record against messages to an address, newest first. */
export function standingDenials(
  projection: AddressProjection,
  suppressions: readonly SuppressionEntry[],
  entries: readonly LedgerEntry[],
  at: Instant,
): readonly StandingDenial[] {
  const erased = activeErasure(projection);
  const restricted = activeRestriction(projection);
  const policy = "Wellsent policy: suppression list";
  const found = [
    ...(erased === undefined ? [] : [{ code: "ERASED", rule: "GDPR Art. 17", ...erased }]),
    ...(restricted === undefined
      ? []
      : [{ code: "RESTRICTED", rule: "GDPR Art. 18", ...restricted }]),
    ...openErasures(projection).map((mark) => ({
      ...{ code: "ERASURE_OPEN", rule: "GDPR Art. 17(1)", ...mark },
    })),
    ...[projection, ...(projection.elsewhere ?? [])]
      .flatMap(({ denials }) => Object.values(denials))
      .filter((mark) => stands(projection, mark, at))
      .map(({ kind, scope, at, id }) => {
        const [code, rule] = denialCode[kind];
        return { code, rule, at, id, scope };
      }),
    ...addressSuppressions(projection).map(({ reason, scope, added }) => ({
      ...{ code: suppressed(reason), rule: policy, at: added.at, id: added.id, scope },
    })),
    ...suppressions.map(({ reason, addedAt, scope }) => ({
      ...{ code: suppressed(reason), rule: policy, at: addedAt, scope: readScope(scope) },
    })),
  ] satisfies readonly Found[];
  // A suppression stands in the store's list as well as in the events that made it.
  const distinct = new Map<string, Found>();
  for (const one of found) {
    const key = one.code.startsWith("SUPPRESSED_") ? one.code : `${one.code} ${readId(one)}`;
    if (!distinct.has(key)) distinct.set(key, one);
  }
  return [...distinct.values()].toSorted((a, b) => b.at - a.at).map((one) => told(one, entries));
}

interface Found {
  readonly code: string;
  readonly rule: string;
  readonly at: Instant;
  readonly id?: string;
  readonly scope?: ConsentScope;
}

function readId({ id = "" }: Found): string {
  return id;
}

function suppressed(reason: string): string {
  return `SUPPRESSED_${reason.toUpperCase()}`;
}

/** A refusal of one cell ends when the mailbox proves another will; a wider one stays on record. */
function stands(projection: AddressProjection, mark: DenialMark, at: Instant): boolean {
  const { channel, purpose, topic, activity = "send" } = mark.scope;
  if (channel === undefined || purpose === undefined) return true;
  const cell: Cell = {
    ...{ channel, purpose, activity },
    ...(topic === undefined ? {} : { topic }),
  };
  return cellState(projection, cell, at).denials.some(({ id }) => id === mark.id);
}

/** `undefined` as well for an entry that another release has written. */
function readMethod({ leaf }: LedgerEntry): string | undefined {
  try {
    return readLeaf(leaf).method;
  } catch {
    return undefined;
  }
}

function told(
  { code, rule, at, id, scope = {} }: Found,
  entries: readonly LedgerEntry[],
): StandingDenial {
  const { channel, purpose, topic, activity } = scope;
  const entry = id === undefined ? undefined : entries.find((each) => each.id === id);
  const method = entry === undefined ? undefined : readMethod(entry);
  return {
    ...{ code, rule, at },
    text: (sentences[code] ?? code).replace(/\.$/, ""),
    ...(id === undefined ? {} : { eventId: id }),
    ...(method === undefined ? {} : { method }),
    ...(channel === undefined ? {} : { channel }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(topic === undefined ? {} : { topic }),
    ...(activity === undefined ? {} : { activity }),
  };
}
