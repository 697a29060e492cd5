import type { StatementSync } from "node:sqlite";
import type { TenantId } from "@wellsent/core";

/**
 * Texts that differ in ids and numbers only, such as the decisions of one mailing, kept as a
 * pattern that they share and what is their own: a third of a message's room on disk. Texts are
 * never looked into as JSON: whatever is put together again is what was taken apart, letter by
 * letter.
 */
export interface AlikeTexts {
  /** The text as it is stored; as it is where nothing is gained. */
  pack(tenant: TenantId, text: string): string;
  /**
   * The text as it was given. What cannot be put together again stays as it is stored, which is no
   * JSON.
   */
  unpack(tenant: TenantId, stored: string): string;
  /** Forgets what a transaction that did not come to its end had written. */
  forget(): void;
}

export const patternTable = `CREATE TABLE wellsent_pattern (
  seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (tenant, body)
) STRICT`;

/** An id, if it has a digit. Longer ones are digests, which many texts share. */
const id = /^[\w:.~-]{1,48}$/;
/** Stands around the number of a value in a pattern. JSON never holds it. */
const mark = "\u0001";
/** Begins what is packed. JSON never begins with it. */
const packed = "#";
const shortest = 120;
/** Texts that are not alike after all must not fill a table nobody empties. */
const mostPatterns = 2_000;
/** How many patterns are tried before a text is taken apart. */
const mostRecent = 8;
/** How many patterns, and how many tenants' recent ones, are kept in memory. */
const mostKept = 1_000;

/** What is the same in every text, and between that the place of a value. */
interface Pattern {
  readonly number: number;
  readonly parts: readonly (string | number)[];
}

export function alikeTexts(prepare: (sql: string) => StatementSync): AlikeTexts {
  const recent = new Map<TenantId, readonly Pattern[]>();
  const patterns = new Map<string, Pattern>();

  function patternFor(tenant: TenantId, body: string): Pattern | undefined {
    const number = stored(tenant, body) ?? added(tenant, body);
    if (number === undefined) return undefined;
    const pattern = { number, parts: splitPattern(body) };
    remember(tenant, pattern);
    return pattern;
  }
  function remember(tenant: TenantId, pattern: Pattern): void {
    const others = recent.get(tenant) ?? [];
    if (recent.size >= mostKept) recent.clear();
    const before = others.filter((other) => other !== pattern);
    recent.set(tenant, [pattern, ...before].slice(0, mostRecent));
  }
  function stored(tenant: TenantId, body: string): number | undefined {
    const sql = "SELECT seq FROM wellsent_pattern WHERE tenant = ? AND body = ?";
    const seq = prepare(sql).get(tenant, body)?.["seq"];
    return typeof seq === "number" ? seq : undefined;
  }
  function added(tenant: TenantId, body: string): number | undefined {
    const count = "SELECT count(*) AS count FROM wellsent_pattern WHERE tenant = ?";
    if (Number(prepare(count).get(tenant)?.["count"]) >= mostPatterns) return undefined;
    const sql = "INSERT INTO wellsent_pattern (tenant, body) VALUES (?, ?)";
    return Number(prepare(sql).run(tenant, body).lastInsertRowid);
  }
  function loadPattern(tenant: TenantId, name: string): Pattern | undefined {
    const known = patterns.get(`${name} ${tenant}`);
    if (known !== undefined) return known;
    const number = Number.parseInt(name, 36);
    const sql = "SELECT body FROM wellsent_pattern WHERE seq = ? AND tenant = ?";
    const body = prepare(sql).get(number, tenant)?.["body"];
    if (typeof body !== "string") return undefined;
    const pattern = { number, parts: splitPattern(body) };
    if (patterns.size >= mostKept) patterns.clear();
    patterns.set(`${name} ${tenant}`, pattern);
    return pattern;
  }

  return {
    pack(tenant, text) {
      if (text.length < shortest || text.includes(mark)) return text;
      for (const [place, pattern] of (recent.get(tenant) ?? []).entries()) {
        const values = valuesIn(text, pattern);
        if (values === undefined) continue;
        if (place > 0) remember(tenant, pattern);
        return joined(pattern, values);
      }
      const { body, values } = takenApart(text);
      const pattern = patternFor(tenant, body);
      return pattern === undefined ? text : joined(pattern, values);
    },
    unpack(tenant, stored) {
      if (!stored.startsWith(packed)) return stored;
      const [name = "", ...values] = stored.slice(packed.length).split(" ");
      const pattern = loadPattern(tenant, name);
      if (pattern === undefined) return stored;
      let text = "";
      for (const part of pattern.parts) {
        const next = typeof part === "string" ? part : values[part];
        if (next === undefined) return stored;
        text += next;
      }
      return text;
    },
    forget() {
      recent.clear();
      patterns.clear();
    },
  };
}

function joined({ number }: Pattern, values: readonly string[]): string {
  return `${packed}${[number.toString(36), ...values].join(" ")}`;
}

function splitPattern(body: string): Pattern["parts"] {
  return body.split(mark).map((part, index) => (index % 2 === 0 ? part : Number(part)));
}

/** A text's own values, each once, and what is left: its pattern, written with their places. */
function takenApart(text: string): { readonly body: string; readonly values: readonly string[] } {
  const values: string[] = [];
  const placed = (value: string): string => {
    const known = values.indexOf(value);
    return `${mark}${known === -1 ? values.push(value) - 1 : known}${mark}`;
  };
  // Within quotes and outside of them, in turn. An escaped quote spoils the turn, and costs room
  // and nothing else.
  const body = text
    .split('"')
    .map((part, index) => {
      if (index % 2 === 0) return part.replaceAll(/\d+/g, placed);
      return id.test(part) && /\d/.test(part) ? placed(part) : part;
    })
    .join('"');
  return { body, values };
}

/** The values that make this text of the pattern. */
function valuesIn(text: string, { parts }: Pattern): readonly string[] | undefined {
  const values: string[] = [];
  let at = 0;
  for (const part of parts) {
    const known = typeof part === "string" ? part : values[part];
    if (known === undefined) {
      const end = endOfValue(text, at);
      if (end === at) return undefined;
      values.push(text.slice(at, end));
      at = end;
    } else {
      const end = at + known.length;
      // Texts of one length are compared word by word; `startsWith` takes four times as long.
      if (text.slice(at, end) !== known) return undefined;
      at = end;
    }
  }
  return at === text.length ? values : undefined;
}

/** Where what may stand in an id or a number ends. */
function endOfValue(text: string, from: number): number {
  let at = from;
  while (at < text.length && !endsValue(text.charCodeAt(at))) at += 1;
  return at;
}

/** Quotes, a comma, closing brackets, and the space that stands between packed values. */
function endsValue(code: number): boolean {
  return (
    code === 0x22 ||
    code === 0x2c ||
    code === 0x20 ||
    code === 0x7d ||
    code === 0x5d ||
    code === 0x27
  );
}
