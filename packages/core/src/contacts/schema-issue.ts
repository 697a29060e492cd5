import { thereAre } from "../there-are.js";
import type { StandardIssue, StandardSchema } from "./schema-standard.js";

/**
 * Why a value was refused. Made of what the schema knows, its names and the values it allows, and
 * never of the value: libraries quote values in their messages, we do not pass them on.
 */
export interface SchemaIssue {
  /** Into the value: `address.city`, `sku[2]`. Empty: the value as a whole. */
  readonly path: string;
  /**
   * The library's code where it has one (`invalid_type`, `too_small` …), `unknown_event`,
   * `not_json`, `too_deep`, `no_verdict`, else `invalid`.
   */
  readonly code: string;
  /** A sentence: `Expected one of "free", "pro".` */
  readonly message: string;
}

/** What zod says beside the path; other libraries have some of it. */
interface TellingIssue extends StandardIssue {
  readonly code?: unknown;
  readonly expected?: unknown;
  readonly values?: unknown;
  readonly options?: unknown;
  readonly keys?: unknown;
  readonly origin?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly inclusive?: unknown;
  readonly divisor?: unknown;
  readonly format?: unknown;
  readonly errors?: unknown;
}

/** One or more of ours for one of the library's: unknown members are named one by one. */
export function toSchemaIssues(
  schema: StandardSchema,
  issue: TellingIssue,
): readonly SchemaIssue[] {
  const keys = (issue.path ?? []).map((part) => (typeof part === "object" ? part.key : part));
  const path = keys.reduce<string>(joinPath, "");
  const code =
    typeof issue.code === "string" && /^[a-z_]{1,40}$/.test(issue.code) ? issue.code : "invalid";
  if (code === "unrecognized_keys" && Array.isArray(issue.keys) && issue.keys.length > 0) {
    const known = Object.keys(readMembers(partAt(schema, keys), "properties"));
    return issue.keys.map((key: unknown) => {
      const name = String(key);
      const message = `There is no such member; ${thereAre(known, name)}`;
      return { path: joinPath(path, name), code, message };
    });
  }
  const expected = expectedBy(issue, code) ?? expectedAt(partAt(schema, keys), code);
  return [
    { path, code, message: expected === null ? "Refused by the schema." : `Expected ${expected}.` },
  ];
}

/**
 * A key that looks like data (an address or a number that somebody made a record's key) is shown as
 * `*`.
 */
export function joinPath(path: string, key: PropertyKey): string {
  if (typeof key === "number") return `${path}[${key}]`;
  const name = typeof key === "string" && /^[A-Za-z_$][\w$-]{0,63}$/.test(key) ? key : "*";
  return path === "" ? name : `${path}.${name}`;
}

/** All of them in one sentence each, with their paths. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  const said = issues.slice(0, 5).map(({ path, message }) => {
    return path === "" ? message : `${path}: ${message}`;
  });
  const more = issues.length - said.length;
  return [...said, ...(more > 0 ? [`And ${more} more.`] : [])].join(" ");
}

/** What the issue itself says was expected; by code, as nothing else of it is sure to be ours. */
function expectedBy(issue: TellingIssue, code: string): string | null {
  switch (code) {
    case "invalid_value":
      return describeLiterals(issue.values);
    case "too_small":
      return bound("at least", "more than", issue.minimum, issue);
    case "too_big":
      return bound("at most", "less than", issue.maximum, issue);
    case "not_multiple_of":
      return isAmount(issue.divisor) ? `a multiple of ${issue.divisor}` : null;
    case "invalid_format":
      if (!isWord(issue.format)) return null;
      return issue.format === "regex"
        ? "text that matches the schema’s pattern"
        : `text in the format “${issue.format}”`;
    case "invalid_union":
      return describeLiterals(issue.options) ?? describeUnion(issue.errors);
    default:
      return isWord(issue.expected) ? issue.expected : null;
  }
}

/** Branches of a union that the value as a whole fell short of. */
function describeUnion(errors: unknown): string | null {
  if (!Array.isArray(errors) || errors.length === 0) return null;
  const branches = errors.map((branch: unknown) => {
    const first: TellingIssue | undefined = Array.isArray(branch) ? branch[0] : undefined;
    if (first === undefined || (first.path ?? []).length > 0) return null;
    return expectedBy(first, String(first.code));
  });
  const said = [...new Set(branches.filter((branch) => branch !== null))];
  return said.length === 0 || branches.includes(null) ? null : said.join(" or ");
}

function bound(
  included: string,
  excluded: string,
  amount: unknown,
  { inclusive, origin }: TellingIssue,
): string | null {
  if (!isAmount(amount)) return null;
  const unit =
    origin === "string" ? " characters" : origin === "array" || origin === "set" ? " items" : "";
  return `${inclusive === false ? excluded : included} ${amount}${unit}`;
}

function isAmount(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
function isWord(value: unknown): value is string {
  return typeof value === "string" && /^[a-z][a-z0-9_-]{0,29}$/.test(value);
}

/** Literals, as they are written in code. */
function describeLiterals(values: unknown): string | null {
  if (!Array.isArray(values) || values.length === 0) return null;
  const literals = values.filter(
    (value) => value === null || ["string", "number", "boolean"].includes(typeof value),
  );
  if (literals.length < values.length) return null;
  const shown = literals.slice(0, 20).map((value) => JSON.stringify(value));
  const more = literals.length - shown.length;
  const list = `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return literals.length === 1 ? list : `one of ${list}`;
}

/** A part of a JSON Schema, as far as it can be read. */
type Part = Readonly<Record<string, unknown>>;
function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null;
}
function readMembers(part: Part | null, name: string): Part {
  const members = part?.[name];
  return isPart(members) ? members : {};
}

/**
 * What a JSON Schema says of the values at one place. Where the library has a code for the fault,
 * the type is not what is wrong.
 */
function expectedAt(part: Part | null, code: string): string | null {
  if (part === null) return null;
  if ("const" in part) return describeLiterals([part["const"]]);
  return (
    describeLiterals(part["enum"]) ??
    (code === "invalid" && isWord(part["type"]) ? part["type"] : null)
  );
}

/**
 * The part of the schema that describes this place, by way of Standard JSON Schema where the
 * library offers it. Null where it does not, or cannot say this schema in JSON Schema.
 */
function partAt(schema: StandardSchema, keys: readonly PropertyKey[]): Part | null {
  let part: unknown = readJsonSchema(schema);
  for (const key of keys) {
    if (!isPart(part)) return null;
    const properties = readMembers(part, "properties");
    if (typeof key === "string" && Object.hasOwn(properties, key)) part = properties[key];
    else part = typeof key === "number" ? part["items"] : part["additionalProperties"];
  }
  return isPart(part) ? part : null;
}

/** The names of a schema's members, by Standard JSON Schema; none where it offers none. */
export function memberNames(schema: StandardSchema): readonly string[] {
  return Object.keys(readMembers(partAt(schema, []), "properties"));
}

/**
 * The names of all members that a parsed value can have; `null` where it may have others, or the
 * library does not tell.
 */
export function closedNames(schema: StandardSchema): readonly string[] | null {
  try {
    const said = schema["~standard"].jsonSchema?.output?.({ target: "draft-2020-12" });
    return isPart(said) && said["additionalProperties"] === false
      ? Object.keys(readMembers(said, "properties"))
      : null;
  } catch {
    return null;
  }
}

/** Made once for a schema: an import refuses rows by the thousand. */
const jsonSchemas = /* @__PURE__ */ new WeakMap<StandardSchema, { readonly said: unknown }>();

function readJsonSchema(schema: StandardSchema): unknown {
  const made = jsonSchemas.get(schema) ?? { said: sayAsJsonSchema(schema) };
  jsonSchemas.set(schema, made);
  return made.said;
}

function sayAsJsonSchema(schema: StandardSchema): unknown {
  try {
    return schema["~standard"].jsonSchema?.input({ target: "draft-2020-12" });
  } catch {
    return null;
  }
}
