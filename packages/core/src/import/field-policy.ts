import { InputError } from "../errors/index.js";
import { columnsByTarget, type ImportMapping } from "./column-mapping.js";

/** What an import can change on a contact. Consent is no field: a policy cannot touch it. */
export type ImportField = "phone" | "locale" | "timeZone" | "jurisdiction" | `attribute:${string}`;

/**
 * What becomes of a value that an existing contact has, if the file brings one:
 *
 * - `overwrite`: the file's value replaces it;
 * - `fill`: it stays, and the file's value is only taken where there is none;
 * - `append`: both are lists, and what the file has more is added at the end;
 * - `never`: it stays, also if there is none;
 * - `clear`: as `overwrite`, and an empty cell erases it. With every other policy an empty cell
 *   means nothing;
 * - `newest`: as `overwrite` if the row is dated later than the contact. The date of both is the
 *   attribute named here, which follows the same rule. A row without a date only fills.
 */
export type FieldPolicy =
  | "overwrite"
  | "fill"
  | "append"
  | "never"
  | "clear"
  | { readonly newest: string };

/** The policy of each field, and of all others by `default`. Absent: `overwrite`. */
export type FieldPolicies = {
  readonly default?: Exclude<FieldPolicy, "clear" | "append">;
  /** A contact has one number. Another one from a file never replaces it. Absent: `fill`. */
  readonly phone?: "fill" | "never";
} & {
  readonly [field in "locale" | "timeZone" | "jurisdiction"]?: Exclude<FieldPolicy, "append">;
} & { readonly [attribute: `attribute:${string}`]: FieldPolicy };

interface PolicyOptions {
  readonly fields?: FieldPolicies;
  readonly only?: "denials";
}

export type FieldRules = (field: ImportField) => FieldPolicy;

/**
 * Compiles the policies of an import.
 *
 * @throws InputError `INPUT_FIELD_POLICY` for a field that no column is mapped to, for what is no
 * field, and for a date that no column brings.
 */
export function fieldRules(
  { fields: policies = {}, only }: PolicyOptions,
  mapping: ImportMapping,
): FieldRules {
  const fallback = policies.default ?? "overwrite";
  const targets: ReadonlyMap<string, unknown> = columnsByTarget(mapping, only);
  const dates = new Map<string, FieldPolicy>();
  for (const [field, given] of Object.entries<unknown>(policies)) {
    if (given === undefined) continue;
    const path = `fields.${field.slice(0, 80)}`;
    if (field !== "default" && !isField(field)) {
      throw new InputError("INPUT_FIELD_POLICY", "A policy names what is no field.", {
        path,
        remedy: "Name phone, locale, timeZone, jurisdiction or attribute:… Consent has no policy.",
      });
    }
    if (field !== "default" && !targets.has(field)) {
      throw new InputError("INPUT_FIELD_POLICY", "No column is mapped to a field with a policy.", {
        path,
        remedy: "Map a column to it, or leave its policy out.",
      });
    }
    if (!isPolicy(given) || !allowed(field, given)) {
      throw new InputError("INPUT_FIELD_POLICY", "A field has no such policy.", {
        path,
        remedy:
          "Use overwrite, fill, never, clear or { newest: attribute }; append for attributes alone, fill or never for phone.",
      });
    }
    if (typeof given === "string") continue;
    const date = `attribute:${given.newest}`;
    if (!targets.has(date)) {
      throw new InputError("INPUT_FIELD_POLICY", "No column brings the date of a policy.", {
        path: `${path}.newest`,
        remedy: "Map the column with the date of the row to that attribute.",
      });
    }
    dates.set(date, given);
  }
  const named = new Map<string, FieldPolicy>(
    Object.entries(policies).filter(([name]) => name !== "default"),
  );
  return (field) => {
    if (field === "phone") return policies.phone ?? (fallback === "never" ? "never" : "fill");
    return dates.get(field) ?? named.get(field) ?? fallback;
  };
}

function isField(name: string): name is ImportField {
  return (
    name === "phone" ||
    name === "locale" ||
    name === "timeZone" ||
    name === "jurisdiction" ||
    (name.startsWith("attribute:") && name.length > "attribute:".length)
  );
}

function isPolicy(given: unknown): given is FieldPolicy {
  if (typeof given === "object" && given !== null)
    return "newest" in given && typeof given.newest === "string" && given.newest !== "";
  return (
    given === "overwrite" ||
    given === "fill" ||
    given === "append" ||
    given === "never" ||
    given === "clear"
  );
}

function allowed(field: string, policy: FieldPolicy): boolean {
  if (field === "phone") return policy === "fill" || policy === "never";
  if (field === "default") return policy !== "append" && policy !== "clear";
  return policy !== "append" || field.startsWith("attribute:");
}
