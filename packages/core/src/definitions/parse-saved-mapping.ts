import * as z from "zod";
import { InputError } from "../errors/index.js";
import type { FieldPolicies, SavedMapping } from "../import/index.js";

/**
 * Reads the saved mapping of an import from JSON, refusing everything it does not know.
 *
 * @throws InputError `INPUT_SAVED_MAPPING` for what is no saved mapping, or one of a later version.
 * @example
 * const saved = parseSavedMapping(JSON.parse(await readFile("mailchimp.json", "utf8")));
 */
export function parseSavedMapping(json: unknown): SavedMapping {
  schema ??= savedSchema();
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError("INPUT_SAVED_MAPPING", "This is no saved mapping of this version.", {
    path: issue?.path.join(".") ?? "",
    remedy: "Pass what saveMapping gave, parsed from JSON, or save the mapping again.",
  });
}

// Built on first use: nobody pays for it at import.
let schema: ReturnType<typeof savedSchema> | undefined;

function savedSchema() {
  const text = z.string().max(10_000);
  const format = z.union([
    z.strictObject({
      type: z.literal("number"),
      decimal: z.enum([".", ","]),
      currency: text.exactOptional(),
    }),
    z.strictObject({
      type: z.literal("date"),
      order: z.enum(["year-month-day", "day-month-year", "month-day-year"]),
      from: z.int().exactOptional(),
    }),
    z.strictObject({ type: z.literal("list"), separator: z.enum([",", ";", "|", "json"]) }),
    z.strictObject({
      type: z.literal("boolean"),
      yes: z.array(text).exactOptional(),
      no: z.array(text).exactOptional(),
    }),
  ]);
  const anyFormat = z.union([
    format,
    z.strictObject({ type: z.literal("undecided"), between: z.array(format) }),
  ]);
  const target = z.union([
    z.enum([
      ...(["email", "phone", "key", "locale", "timeZone", "jurisdiction"] as const),
      ...(["status", "unsubscribed", "subscribed", "denials", "ignore"] as const),
    ]),
    z.templateLiteral(["attribute:", z.string().min(1)]),
  ]);
  return z.strictObject({
    version: z.literal(1),
    digest: z.string().regex(/^[0-9a-f]{32}$/),
    header: z.array(text).max(10_000),
    mapping: z.array(
      z.strictObject({
        column: text,
        target,
        confidence: z.number().min(0).max(1),
        reason: z.enum([
          ...(["header", "header_and_values", "header_only", "values", "attribute_name"] as const),
          ...(["attribute_synonym", "own_name", "no_such_attribute", "target_taken"] as const),
          "chosen",
        ]),
        format: anyFormat.exactOptional(),
        surveyed: z
          .strictObject({
            formats: z.partialRecord(z.enum(["number", "date", "list", "boolean"]), anyFormat),
          })
          .exactOptional(),
        words: z.record(text, z.enum(["denied", "claimed", "nothing"])).exactOptional(),
        part: z.strictObject({ pattern: text, slot: text }).exactOptional(),
        joined: z.strictObject({ columns: z.array(text), separator: text }).exactOptional(),
      }),
    ),
    // Judged with the mapping, when rows are read.
    fields: z
      .custom<FieldPolicies>((given) => typeof given === "object" && given !== null)
      .exactOptional(),
  });
}
