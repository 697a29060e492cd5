import type { Schema } from "../contacts/index.js";
import { attributeNames, parseAttributes } from "../contacts/index.js";
import type { ContactId } from "../identifiers.js";
import { readRegion } from "../import/country-names.js";
import type { Instant } from "../instant.js";
import type { JsonValue } from "../json.js";
import type { ContactRecord } from "../ports/store/contact-record.js";
import { countAge, emptyAges } from "./age-counts.js";
import { checkValue, type ValueContext, type ValueFault } from "./check-value.js";
import {
  type ContactField,
  contactFields,
  countryOf,
  fieldText,
  kindReader,
} from "./contact-fields.js";
import {
  contactFindings,
  type FindingCode,
  type FindingOptions,
  lastHumanAt,
} from "./contact-findings.js";
import { DistinctCount } from "./distinct-count.js";
import type { FieldKind } from "./field-kind.js";
import { FrequentValues } from "./frequent-values.js";
import {
  mostFields,
  mostMonths,
  mostSources,
  otherSources,
  type PartialProfile,
  type Sighting,
} from "./partial-profile.js";
import { isPlaceholder } from "./tidy-text.js";
import { valueOrigins } from "./value-origins.js";

export interface ProfileOptions extends Omit<FindingOptions, "mailDomain" | "activity"> {
  readonly schema?: Schema;
  readonly parsePhone?: ValueContext["parsePhone"];
  /**
   * Fields whose most frequent values are shown: `["attributes.city"]`. They are personal data.
   * Default: `locale`, `timeZone` and `jurisdiction`.
   */
  readonly values?: readonly string[];
}

const ownValues = ["locale", "timeZone", "jurisdiction"];
/** Matters of writing, which harm nobody. */
const mild: ReadonlySet<FindingCode> = new Set(["NAME_CASE", "COUNTRY_NAME", "SPACES"]);
const mostExamples = 5;

interface FieldTally {
  readonly kind: FieldKind;
  filled: number;
  invalid: number;
  readonly faults: Sightings<ValueFault>;
  readonly distinct: DistinctCount;
  readonly frequent: FrequentValues;
}

interface SourceTally {
  values: number;
  invalid: number;
  readonly ages: number[];
}

interface MonthTally {
  contacts: number;
  filled: number;
  invalid: number;
}

/** Counts by code, with the first ids as examples. */
class Sightings<Code extends string> {
  readonly #seen = new Map<Code, { count: number; examples: readonly ContactId[] }>();

  constructor(written: readonly Sighting<Code>[] = []) {
    for (const { code, count, examples } of written) this.#seen.set(code, { count, examples });
  }

  add(code: Code, examples: readonly ContactId[], count = 1): void {
    const known = this.#seen.get(code) ?? { count: 0, examples: [] };
    const last = known.examples[mostExamples - 1];
    const isLater = last !== undefined && examples.every((id) => id >= last);
    const all = isLater ? known.examples : [...new Set([...known.examples, ...examples])].sort();
    this.#seen.set(code, { count: known.count + count, examples: all.slice(0, mostExamples) });
  }

  write(): readonly Sighting<Code>[] {
    return [...this.#seen]
      .map(([code, seen]) => ({ code, ...seen }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
  }
}

/**
 * Counts the quality of contacts one by one, in memory that does not grow with their number.
 * @example
 * const tally = new ProfileTally();
 * for (const contact of page) tally.add(contact, { now });
 * const partial = tally.write();
 */
export class ProfileTally {
  #contacts = 0;
  #asOf: Instant | null = null;
  #reachable = 0;
  #withFindings = 0;
  #otherValues = 0;
  readonly #fields = new Map<string, FieldTally>();
  readonly #sources = new Map<string, SourceTally>();
  readonly #updated = emptyAges();
  readonly #active = emptyAges();
  readonly #months = new Map<string, MonthTally>();
  readonly #findings = new Sightings<FindingCode>();

  /** Counts one contact. What is wrong with it is counted, and never thrown. */
  add(contact: ContactRecord, options: ProfileOptions & FindingOptions): void {
    const { schema, fields, now, values = ownValues, activity } = options;
    const kindOf = kindReader(fields);
    const country = countryOf(contact, kindOf, readRegion);
    const context: ValueContext = {
      country,
      ...(options.parsePhone === undefined ? {} : { parsePhone: options.parsePhone }),
    };
    const refused = refusedNames(schema, contact);
    const names = schema === undefined ? [] : attributeNames(schema);
    const originOf = valueOrigins(contact);
    const month = this.#month(monthOf(contact.createdAt));
    let confirmed: number | undefined = finite(contact.updatedAt);
    this.#contacts += 1;
    this.#asOf = Math.max(this.#asOf ?? now, now);
    if (contact.points.length > 0) this.#reachable += 1;
    month.contacts += 1;
    for (const field of contactFields(contact, names, kindOf)) {
      const tally = this.#field(field);
      if (!isFilled(field.value)) continue;
      month.filled += 1;
      if (tally === null) {
        this.#otherValues += 1;
        continue;
      }
      tally.filled += 1;
      const text = fieldText(field.value);
      const fault = faultOf(field, text, context, refused);
      if (text !== null && text.length <= 1_000) {
        tally.distinct.add(text);
        if (values.includes(field.path)) tally.frequent.add(text);
      }
      const origin = originOf(field.path);
      const source = origin === null ? null : this.#source(origin.source);
      if (source !== null && origin !== null) {
        source.values += 1;
        countAge(source.ages, origin.at ?? undefined, now);
        if (origin.at !== null) confirmed = Math.max(confirmed ?? origin.at, origin.at);
      }
      if (fault === null) continue;
      tally.invalid += 1;
      tally.faults.add(fault, [contact.id]);
      month.invalid += 1;
      if (source !== null) source.invalid += 1;
    }
    countAge(this.#updated, confirmed, now);
    countAge(this.#active, lastHumanAt(contact, activity), now);
    const codes = new Set(contactFindings(contact, options).findings.map(({ code }) => code));
    for (const code of codes) this.#findings.add(code, [contact.id]);
    if ([...codes].some((code) => !mild.has(code))) this.#withFindings += 1;
  }

  /** Adds what another tally wrote. */
  merge(other: PartialProfile): void {
    this.#contacts += other.contacts;
    this.#reachable += other.reachable;
    this.#withFindings += other.withFindings;
    this.#otherValues += other.otherValues;
    if (other.asOf !== null) this.#asOf = Math.max(this.#asOf ?? other.asOf, other.asOf);
    for (const field of other.fields) {
      const tally = this.#field(field);
      if (tally === null) {
        this.#otherValues += field.filled;
        continue;
      }
      tally.filled += field.filled;
      tally.invalid += field.invalid;
      for (const { code, count, examples } of field.faults) tally.faults.add(code, examples, count);
      tally.distinct.merge(new DistinctCount(field.distinct));
      tally.frequent.merge(new FrequentValues(field.frequent));
    }
    for (const { source, values, invalid, ages } of other.sources) {
      const tally = this.#source(source);
      tally.values += values;
      tally.invalid += invalid;
      addCounts(tally.ages, ages);
    }
    for (const { month, contacts, filled, invalid } of other.months) {
      const tally = this.#month(month);
      tally.contacts += contacts;
      tally.filled += filled;
      tally.invalid += invalid;
    }
    addCounts(this.#updated, other.updated);
    addCounts(this.#active, other.active);
    for (const { code, count, examples } of other.findings)
      this.#findings.add(code, examples, count);
  }

  /** Plain JSON. */
  write(): PartialProfile {
    return {
      v: 1,
      contacts: this.#contacts,
      asOf: this.#asOf,
      reachable: this.#reachable,
      withFindings: this.#withFindings,
      fields: sorted(this.#fields).map(([path, { faults, distinct, frequent, ...rest }]) => ({
        ...{ path, ...rest, faults: faults.write() },
        ...{ distinct: distinct.write(), frequent: frequent.list() },
      })),
      otherValues: this.#otherValues,
      sources: sorted(this.#sources).map(([source, { ages, ...rest }]) => ({
        ...{ source, ...rest, ages: [...ages] },
      })),
      updated: [...this.#updated],
      active: [...this.#active],
      months: sorted(this.#months).map(([month, rest]) => ({ month, ...rest })),
      findings: this.#findings.write(),
    };
  }

  #field({ path, kind }: Pick<ContactField, "path" | "kind">): FieldTally | null {
    const known = this.#fields.get(path);
    if (known !== undefined) return known;
    if (this.#fields.size >= mostFields) return null;
    const made: FieldTally = {
      ...{ kind, filled: 0, invalid: 0, faults: new Sightings<ValueFault>() },
      ...{ distinct: new DistinctCount(), frequent: new FrequentValues() },
    };
    this.#fields.set(path, made);
    return made;
  }

  #source(name: string): SourceTally {
    const isNew = !this.#sources.has(name);
    const source = isNew && this.#sources.size >= mostSources ? otherSources : name;
    const tally = this.#sources.get(source) ?? { values: 0, invalid: 0, ages: emptyAges() };
    this.#sources.set(source, tally);
    return tally;
  }

  #month(name: string): MonthTally {
    const month = !this.#months.has(name) && this.#months.size >= mostMonths ? "" : name;
    const tally = this.#months.get(month) ?? { contacts: 0, filled: 0, invalid: 0 };
    this.#months.set(month, tally);
    return tally;
  }
}

function faultOf(
  { path, kind, value }: ContactField,
  text: string | null,
  context: ValueContext,
  refused: ReadonlySet<string>,
): ValueFault | null {
  if (refused.has(path)) return "SCHEMA";
  if (text === null) return null;
  if (typeof value === "string" && isPlaceholder(value, /Name$/.test(kind))) return "PLACEHOLDER";
  // Epoch milliseconds are a date, too.
  if (kind === "date" && typeof value === "number") return null;
  return checkValue(kind, text, context);
}

/** Paths of attributes that the schema refuses. */
function refusedNames(
  schema: Schema | undefined,
  { attributes }: ContactRecord,
): ReadonlySet<string> {
  const parsed = schema === undefined ? null : parseAttributes(schema, attributes);
  if (parsed === null || parsed.ok) return new Set();
  return new Set(parsed.issues.map(({ path }) => `attributes.${path.split(/[.[]/, 1)[0]}`));
}

function isFilled(value: JsonValue | undefined): boolean {
  if (typeof value === "string") return /\S/.test(value);
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null;
}

function monthOf(at: Instant): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 7);
}

function finite(at: Instant): number | undefined {
  return Number.isFinite(at) ? at : undefined;
}

function addCounts(counts: number[], more: readonly number[]): void {
  for (const index of counts.keys()) counts[index] = (counts[index] ?? 0) + (more[index] ?? 0);
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
