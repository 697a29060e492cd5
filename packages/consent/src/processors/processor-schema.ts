import type { JsonObject, JsonValue } from "@wellsent/core";
import { agreementClauses } from "./processor.js";

const text: JsonObject = { type: "string", minLength: 1 };
const ref: JsonObject = { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$" };
const country: JsonObject = { type: "string", pattern: "^[A-Z]{2}$" };
function listSchema(items: JsonValue, minItems = 0): JsonObject {
  return { type: "array", minItems, items };
}
function closed(required: readonly string[], properties: JsonObject): JsonObject {
  return {
    type: "object",
    additionalProperties: false,
    required,
    properties,
  };
}

const transfer = closed(["tool"], {
  tool: {
    enum: [
      "adequacy",
      "scc_module_1",
      "scc_module_2",
      "scc_module_3",
      "scc_module_4",
      "bcr",
      "derogation",
    ],
  },
  assessment: text,
});
const instant: JsonObject = { type: "integer", minimum: 0 };
const party: JsonObject = { name: text, contact: text, country };

/** JSON Schema 2020-12 of a processor register as data. */
export const processorSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:wellsent:schema:processors:1",
  title: "Wellsent processor register",
  type: "array",
  items: closed(
    [
      "id",
      ...Object.keys(party),
      "service",
      "status",
      "purposes",
      "dataClasses",
      "locations",
      "measures",
      "subProcessing",
      "subProcessors",
    ],
    {
      ...party,
      id: ref,
      service: text,
      status: { enum: ["active", "suspended", "ended"] },
      purposes: listSchema(text, 1),
      dataClasses: listSchema(text, 1),
      locations: listSchema(country, 1),
      transfer,
      measures: text,
      agreement: closed(["signedAt", "digest", "clauses"], {
        signedAt: instant,
        endsAt: instant,
        digest: { type: "string", pattern: "^[0-9a-f]{64}$" },
        clauses: {
          ...listSchema({ enum: agreementClauses.map(({ clause }) => clause) }),
          uniqueItems: true,
        },
      }),
      subProcessing: {
        oneOf: [
          closed(["mode"], { mode: { enum: ["none", "specific"] } }),
          closed(["mode", "noticeDays"], {
            mode: { const: "general" },
            noticeDays: { type: "integer", minimum: 0 },
          }),
        ],
      },
      subProcessors: listSchema(
        closed(["id", ...Object.keys(party), "service", "locations"], {
          ...party,
          id: ref,
          service: text,
          locations: listSchema(country, 1),
          transfer,
        }),
      ),
    },
  ),
};
