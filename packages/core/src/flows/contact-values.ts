import { normalizeEmailAddress } from "../addresses/index.js";
import { parseAttributes, type Schema } from "../contacts/index.js";
import { attributeFaults, changedAttributes } from "../engine/attribute-faults.js";
import { checkJurisdiction, checkLocale, checkTimeZone } from "../engine/check-input.js";
import { withAddress } from "../engine/identify-contact.js";
import { InputError } from "../errors/index.js";
import type { JsonObject, JsonValue } from "../json.js";
import type { Channel, ConsentGate } from "../ports/consent-gate.js";
import type { IdSource } from "../ports/sources.js";
import type { ContactRecord } from "../ports/store/contact-record.js";

const prefix = "attributes.";
const addressOf: Readonly<Record<string, Channel>> = { email: "email", phone: "sms" };

export interface ValueDependencies {
  readonly schema: Schema;
  readonly gate: Pick<ConsentGate, "fingerprints">;
  readonly ids: IdSource;
}

/** A value of a contact by its path; `null`: it has none. */
export function contactValue(contact: ContactRecord, path: string): JsonValue {
  if (path.startsWith(prefix)) {
    const name = path.slice(prefix.length);
    return Object.hasOwn(contact.attributes, name) ? (contact.attributes[name] ?? null) : null;
  }
  const channel = addressOf[path];
  if (channel !== undefined)
    return contact.points.find((point) => point.channel === channel)?.address ?? null;
  if (path === "timeZone") return contact.timeZone?.name ?? null;
  return path === "locale" ? contact.locale : contact.jurisdiction;
}

/** A value in the form in which a contact keeps it; `undefined`: it is none for this path. */
export function contactForm(path: string, value: JsonValue): JsonValue | undefined {
  if (value === null || path.startsWith(prefix)) return value;
  if (typeof value !== "string") return undefined;
  if (path === "email") {
    const parsed = normalizeEmailAddress(value);
    return parsed.ok ? parsed.address : undefined;
  }
  if (path === "phone") return /^\+[1-9]\d{6,14}$/.test(value) ? value : undefined;
  try {
    if (path === "timeZone") checkTimeZone(value, path);
    else if (path === "locale") checkLocale(value, path);
    else checkJurisdiction(value, path);
    return value;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * The contact with values that came in, and the paths that it does not take: attributes that the
 * schema refuses. An address that is taken away stays, and with it what is on record about it.
 */
export function withValues(
  { schema, gate, ids }: ValueDependencies,
  contact: ContactRecord,
  values: ReadonlyMap<string, JsonValue>,
): { readonly contact: ContactRecord; readonly refused: readonly string[] } {
  const changes: Record<string, JsonValue> = {};
  let next = contact;
  const refused: string[] = [];
  for (const [path, value] of values) {
    const channel = addressOf[path];
    if (path.startsWith(prefix)) changes[path.slice(prefix.length)] = value;
    else if (channel !== undefined) {
      if (typeof value === "string")
        next = { ...next, points: withAddress(next.points, channel, value, gate, ids) };
      else refused.push(path);
    } else if (value !== null && typeof value !== "string") refused.push(path);
    else if (path === "timeZone")
      next = { ...next, timeZone: value === null ? null : { name: value, source: "stated" } };
    else if (path === "locale") next = { ...next, locale: value };
    else next = { ...next, jurisdiction: value };
  }
  const { attributes, faults } = merged(schema, contact.attributes, changes);
  return {
    contact: { ...next, attributes },
    refused: [...refused, ...faults.map((name) => `${prefix}${name}`)],
  };
}

/** One value that the schema refuses keeps no other one from being taken. */
function merged(
  schema: Schema,
  before: JsonObject,
  changes: JsonObject,
): { readonly attributes: JsonObject; readonly faults: readonly string[] } {
  const names = Object.keys(changes);
  if (names.length === 0) return { attributes: before, faults: [] };
  const faults = attributeFaults(schema, before, changes);
  const left = faults.includes("*") ? names : names.filter((name) => faults.includes(name));
  const kept = Object.fromEntries(Object.entries(changes).filter(([name]) => !left.includes(name)));
  if (Object.keys(kept).length === 0) return { attributes: before, faults: left };
  const parsed = parseAttributes(schema, changedAttributes(before, kept));
  return parsed.ok
    ? { attributes: parsed.value, faults: left }
    : { attributes: before, faults: names };
}
