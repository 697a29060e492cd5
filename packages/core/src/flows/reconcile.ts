import { originOf } from "../contacts/index.js";
import { murmur3 } from "../hash/murmur3.js";
import type { Instant } from "../instant.js";
import type { JsonObject, JsonValue } from "../json.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import type { FlowConflict } from "../ports/store/flows.js";
import { contactForm, contactValue } from "./contact-values.js";
import { ownConversions } from "./convert.js";
import type { Flow, FlowField } from "./definition.js";
import type { HostRow } from "./host-table.js";

/** What a contact and its row have to tell each other. */
export interface Reconciled {
  /** By path: what the contact is to take. */
  readonly takeIn: ReadonlyMap<string, JsonValue>;
  /** By column: what the row is to take. */
  readonly writeOut: Readonly<Record<string, JsonValue>>;
  /** By path: digests of what both sides agree on once that is done; before `writeOut`. */
  readonly agreed: JsonObject;
  /** By path, what of `agreed` is so once the row is written. */
  readonly agreedOut: JsonObject;
  readonly conflicts: readonly Omit<FlowConflict, "contact" | "hostKey" | "at">[];
  /** Paths whose value cannot be converted. */
  readonly faults: readonly string[];
}

/** Tells values apart without keeping them. Members of objects count in any order. */
function valueDigest(value: JsonValue): string {
  const text = JSON.stringify(value, (_name, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return [murmur3(text, 1), murmur3(text, 2)]
    .map((part) => part.toString(16).padStart(8, "0"))
    .join("");
}

/**
 * Compares a contact with its row, value by value, by what both last agreed on. What one side alone
 * changed is taken; where both did, the field's master wins and the conflict is reported. Two sides
 * that meet for the first time fill each other's gaps. Pure.
 */
export function reconcile(
  flow: Pick<Flow, "direction" | "fields" | "conversions">,
  contact: ContactRecord,
  row: HostRow | null,
  agreed: JsonObject,
): Reconciled {
  const takesIn = flow.direction !== "out";
  const writes = flow.direction !== "inBeforeSend";
  const takeIn = new Map<string, JsonValue>();
  const writeOut: Record<string, JsonValue> = {};
  const next: Record<string, JsonValue> = { ...agreed };
  const agreedOut: Record<string, JsonValue> = {};
  const conflicts: Reconciled["conflicts"][number][] = [];
  const faults: string[] = [];
  for (const [path, field] of Object.entries(flow.fields)) {
    const ours = contactValue(contact, path);
    const own = valueDigest(ours);
    const toHost = (): void => {
      if (!writes || (row === null && ours === null)) return;
      const value = ours === null ? null : conversion(flow, field).toHost(ours);
      if (value === undefined) faults.push(path);
      else {
        writeOut[field.column] = value;
        agreedOut[path] = own;
      }
    };
    if (row === null) {
      toHost();
      continue;
    }
    const given = row.values[field.column];
    if (given === undefined) continue;
    const host = hostValue(flow, path, field, given);
    if (host === undefined) {
      faults.push(path);
      continue;
    }
    const theirs = valueDigest(host);
    const before = agreed[path];
    if (theirs === own) {
      next[path] = own;
      continue;
    }
    const winner = choose({ flow, field, path, contact, row, ours, host, own, theirs, before });
    if (winner.conflict) {
      const { won } = winner;
      const id = `${contact.id}:${path}:${theirs}:${own}:${contact.revision}`;
      conflicts.push({ id, path, column: field.column, host, wellsent: ours, won });
    }
    if (winner.won === "wellsent") {
      // The host's value is known from here on: the next look finds that ours differs, no conflict.
      next[path] = theirs;
      toHost();
    } else if (takesIn) {
      takeIn.set(path, host);
      next[path] = theirs;
    }
  }
  return { takeIn, writeOut, agreed: next, agreedOut, conflicts, faults };
}

function conversion(flow: Pick<Flow, "conversions">, { convert = "same" }: FlowField) {
  const given = flow.conversions?.[convert] ?? ownConversions[convert];
  return given ?? { fromHost: () => undefined, toHost: () => undefined };
}

/** `undefined`: it cannot be read. */
function hostValue(
  flow: Pick<Flow, "conversions">,
  path: string,
  field: FlowField,
  given: JsonValue,
): JsonValue | undefined {
  const value = given === null ? null : conversion(flow, field).fromHost(given);
  return value === undefined ? undefined : contactForm(path, value);
}

interface Difference {
  readonly flow: Pick<Flow, "direction">;
  readonly field: FlowField;
  readonly path: string;
  readonly contact: ContactRecord;
  readonly row: HostRow;
  readonly ours: JsonValue;
  readonly host: JsonValue;
  readonly own: string;
  readonly theirs: string;
  readonly before: JsonValue | undefined;
}

interface Choice {
  readonly won: FlowConflict["won"];
  readonly conflict: boolean;
}

function choose(difference: Difference): Choice {
  const { before, own, theirs, ours, host } = difference;
  if (before === own) return { won: "host", conflict: false };
  if (before === theirs) return { won: "wellsent", conflict: false };
  if (before === undefined && ours === null) return { won: "host", conflict: false };
  if (before === undefined && host === null) return { won: "wellsent", conflict: false };
  return { won: master(difference), conflict: true };
}

function master({ flow, field, path, contact, row }: Difference): FlowConflict["won"] {
  if (flow.direction === "out") return "wellsent";
  const { master: given = "host" } = field;
  if (given !== "newest") return given;
  return (row.changedAt ?? Number.NEGATIVE_INFINITY) > changedAt(contact, path)
    ? "host"
    : "wellsent";
}

/** An address has no origin of its own: what is known is when the record was last written. */
function changedAt(contact: ContactRecord, path: string): Instant {
  if (path === "email" || path === "phone") return contact.updatedAt;
  return originOf(contact, path)?.at ?? contact.createdAt;
}
