import type { JsonObject, JsonValue } from "@wellsent/core";
import { relationshipKinds } from "../events/index.js";

function closed(required: readonly string[], properties: JsonObject): JsonObject {
  return {
    type: "object",
    additionalProperties: false,
    required,
    properties,
  };
}
function enumSchema(...values: readonly string[]): JsonObject {
  return { enum: values };
}
function listSchema(items: JsonValue, minItems = 1): JsonObject {
  return { type: "array", minItems, items };
}

const text: JsonObject = { type: "string", minLength: 1 };
const flag: JsonObject = { type: "boolean" };
const date: JsonObject = { type: "string", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };
const period: JsonObject = {
  type: "string",
  pattern: "^P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,5}D)?$",
};
const relationship = enumSchema(...relationshipKinds);
const senders = listSchema(enumSchema("business", "charity", "club", "party", "public_body"));
const method = enumSchema(
  "form",
  "double_opt_in_post",
  "double_opt_in_get",
  "one_click",
  "preference_centre",
  "reply_keyword",
  "mailto",
  "paper",
  "phone",
);
const place: JsonObject = { type: "string", pattern: "^(\\*|[A-Z]{2}(-[A-Z0-9]{1,3})?)$" };
const activity = enumSchema("send", "track.open", "track.click", "profile");
const messageClass = enumSchema(
  "marketing",
  "service",
  "transactional",
  "confirmation_request",
  "legal_notice",
);
const time: JsonObject = { type: "string", pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$" };
const weekday = enumSchema("mon", "tue", "wed", "thu", "fri", "sat", "sun");

const params: Readonly<Record<string, JsonObject>> = {
  consent: closed(["confirmation", "confirmByGet", "strength", "asserted"], {
    confirmation: enumSchema("required", "optional"),
    confirmByGet: enumSchema("accept", "refuse"),
    strength: enumSchema("any", "express", "express_written"),
    asserted: enumSchema("evidence", "refuse"),
    evidenceBy: listSchema(method),
  }),
  soft_opt_in: closed(["relationships", "offerAtCollection", "offerInEachMessage", "similarOnly"], {
    relationships: listSchema(relationship),
    offerAtCollection: flag,
    offerInEachMessage: flag,
    similarOnly: flag,
    collectedFrom: date,
    silenceEnds: period,
    endsAfter: period,
    senders,
    charitableOnly: flag,
  }),
  implied: closed(["periods"], {
    periods: {
      type: "object",
      propertyNames: relationship,
      additionalProperties: { anyOf: [period, { const: "while_it_stands" }] },
    },
    senders,
    professionalOnly: flag,
  }),
  opt_out: closed([], { professionalOnly: flag }),
  tracking: closed(["activities", "exemptions"], {
    activities: listSchema(activity),
    exemptions: listSchema(
      closed(["name", "obligations"], {
        name: text,
        purposes: listSchema(text),
        claimed: flag,
        classes: listSchema(messageClass),
        obligations: listSchema(text, 0),
      }),
      0,
    ),
  }),
  freshness: closed(["after"], { after: period }),
  quiet_hours: closed(["quiet", "zones"], {
    quiet: listSchema(
      closed(["from", "to"], {
        from: time,
        to: time,
        days: listSchema(weekday),
        dates: listSchema(date),
      }),
    ),
    zones: listSchema(text),
  }),
  frequency: closed(["max", "per"], { max: { type: "integer", minimum: 1 }, per: text }),
  reask: closed(["after", "activities"], { after: period, activities: listSchema(activity) }),
  obligation: closed(["codes", "classes"], {
    codes: listSchema(text),
    classes: listSchema(messageClass),
    unlessConsent: flag,
  }),
  withdrawal: closed(["within"], {
    within: text,
    linkWorksFor: period,
    words: listSchema(text),
    stopsAllFrom: date,
  }),
  proof: closed(["what"], { what: text, keep: period }),
  principle: closed(["says"], { says: text }),
};

/**
 * JSON Schema 2020-12 of a rule pack as data. Overlaps and impossible hours are found by
 * `defineRules`.
 */
export const rulePackSchema: JsonObject = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Wellsent consent rule pack",
  ...closed(["id", "version", "title", "rows"], {
    id: text,
    version: date,
    title: { type: "string" },
    rows: listSchema(
      {
        oneOf: Object.entries(params).map(([rule, shape]) =>
          closed(["id", "appliesTo", "channel", "rule", "params", "cite", "source", "verifiedOn"], {
            id: text,
            appliesTo: listSchema(place),
            except: listSchema(place),
            bindsSenders: { const: true },
            channel: enumSchema("email", "sms", "call", "any"),
            subjects: listSchema(enumSchema("person", "sole_trader", "professional", "company")),
            rule: { const: rule },
            params: shape,
            cite: text,
            source: enumSchema(
              "statute",
              "regulator",
              "court",
              "secondary",
              "provider",
              "policy",
              "counsel",
            ),
            verifiedOn: date,
            note: text,
            counsel: closed(["name", "on"], { name: text, on: date }),
          }),
        ),
      },
      0,
    ),
  }),
};
