import type { JsonObject, JsonValue } from "@wellsent/core";

function closed(required: readonly string[], properties: JsonObject): JsonObject {
  return {
    type: "object",
    additionalProperties: false,
    required,
    properties,
  };
}
function oneOf(...values: readonly string[]): JsonObject {
  return { enum: values };
}
function listOf(items: JsonValue, minItems = 1): JsonObject {
  return { type: "array", minItems, items };
}

const text: JsonObject = { type: "string", minLength: 1 };
const flag: JsonObject = { type: "boolean" };
const date: JsonObject = { type: "string", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };
const period: JsonObject = {
  type: "string",
  pattern: "^P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,5}D)?$",
};
const relationship = oneOf(
  "sale",
  "negotiation",
  "inquiry",
  "contract",
  "membership",
  "donation",
  "volunteer",
  "charity_interest",
  "published",
  "disclosed",
);
const senders = listOf(oneOf("business", "charity", "club", "party", "public_body"));
const method = oneOf(
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
const activity = oneOf("send", "track.open", "track.click", "profile");
const messageClass = oneOf(
  "marketing",
  "service",
  "transactional",
  "confirmation_request",
  "legal_notice",
);
const time: JsonObject = { type: "string", pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$" };
const weekday = oneOf("mon", "tue", "wed", "thu", "fri", "sat", "sun");

const params: Readonly<Record<string, JsonObject>> = {
  consent: closed(["confirmation", "confirmByGet", "strength", "asserted"], {
    confirmation: oneOf("required", "optional"),
    confirmByGet: oneOf("accept", "refuse"),
    strength: oneOf("any", "express", "express_written"),
    asserted: oneOf("evidence", "refuse"),
    evidenceBy: listOf(method),
  }),
  soft_opt_in: closed(["relationships", "offerAtCollection", "offerInEachMessage", "similarOnly"], {
    relationships: listOf(relationship),
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
    activities: listOf(activity),
    exemptions: listOf(
      closed(["name", "obligations"], {
        name: text,
        purposes: listOf(text),
        claimed: flag,
        classes: listOf(messageClass),
        obligations: listOf(text, 0),
      }),
      0,
    ),
  }),
  freshness: closed(["after"], { after: period }),
  quiet_hours: closed(["quiet", "zones"], {
    quiet: listOf(
      closed(["from", "to"], {
        from: time,
        to: time,
        days: listOf(weekday),
        dates: listOf(date),
      }),
    ),
    zones: listOf(text),
  }),
  frequency: closed(["max", "per"], { max: { type: "integer", minimum: 1 }, per: text }),
  reask: closed(["after", "activities"], { after: period, activities: listOf(activity) }),
  obligation: closed(["codes", "classes"], {
    codes: listOf(text),
    classes: listOf(messageClass),
    unlessConsent: flag,
  }),
  withdrawal: closed(["within"], {
    within: text,
    linkWorksFor: period,
    words: listOf(text),
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
    rows: listOf(
      {
        oneOf: Object.entries(params).map(([rule, shape]) =>
          closed(["id", "appliesTo", "channel", "rule", "params", "cite", "source", "verifiedOn"], {
            id: text,
            appliesTo: listOf(place),
            except: listOf(place),
            bindsSenders: { const: true },
            channel: oneOf("email", "sms", "any"),
            subjects: listOf(oneOf("person", "sole_trader", "professional", "company")),
            rule: { const: rule },
            params: shape,
            cite: text,
            source: oneOf(
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
