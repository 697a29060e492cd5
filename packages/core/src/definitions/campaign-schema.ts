import * as z from "zod";
import {
  assertCampaign,
  type CampaignCatalog,
  type CampaignDefinition,
} from "../campaigns/index.js";
import { DefinitionError } from "../errors/index.js";
import { campaignId, listId, segmentId } from "../identifiers.js";
import type { JsonObject, JsonValue } from "../json.js";
import { deepestData, isDeeper } from "../json-depth.js";
import { channels, messageClasses } from "../messages/channels.js";
import { assertSeries, type SeriesDefinition } from "../series/index.js";
import { durationPattern } from "../timing/duration.js";
import { durationText } from "../timing/duration-text.js";
import type { CalendarUnit } from "../timing/index.js";
import { deepestFault } from "./deepest-fault.js";
import { recurrenceSchema } from "./recurrence-schema.js";

interface Schemas {
  readonly campaign: z.ZodType<CampaignDefinition>;
  readonly series: z.ZodType<SeriesDefinition>;
}

let made: Schemas | undefined;

/** Made on first use, as those of workflows are. */
function schemas(): Schemas {
  made ??= makeSchemas();
  return made;
}

function makeSchemas(): Schemas {
  const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/);
  const text = z.string().min(1).max(200);
  const duration = z
    .string()
    .regex(durationPattern)
    .transform((length) => durationText(length));
  const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
  const weekday = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
  const zone = z.string().min(1).max(100);
  const channel = z.enum(channels);
  const passed = z.enum(["send", "nextDay", "skip"]);
  const id = z
    .string()
    .regex(/^c-[A-Za-z0-9-]{1,28}$/)
    .transform(campaignId);
  const list = text.transform(listId);
  const json: z.ZodType<JsonValue> = z.json();
  const data: z.ZodType<JsonObject> = z.record(z.string(), json);
  const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
  const share = z.number().min(0).max(1);

  const part = z.union([
    z.strictObject({ segment: name.transform(segmentId) }),
    z.strictObject({ list }),
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ receivedFrom: id, revision: z.int().min(1).exactOptional() }),
  ]);
  const calendarUnit: z.ZodType<CalendarUnit> = z.discriminatedUnion("unit", [
    z.strictObject({ unit: z.enum(["day", "month", "quarter", "year"]) }),
    z.strictObject({ unit: z.literal("week"), weekStart: weekday }),
  ]);
  const policy = z.strictObject({
    startWithin: duration.exactOptional(),
    onLate: z.enum(["hold", "skip"]).exactOptional(),
    lateAfter: duration.exactOptional(),
    quiet: z
      .array(
        z.strictObject({
          from: time,
          to: z.union([time, z.literal("24:00")]),
          days: z.array(weekday).min(1).exactOptional(),
          dates: z.array(z.union([date, z.strictObject({ from: date, to: date })])).exactOptional(),
        }),
      )
      .exactOptional(),
    caps: z
      .array(
        z.strictObject({
          max: z.int().min(0),
          per: z.union([duration, calendarUnit]),
          channel: channel.exactOptional(),
          purpose: name.exactOptional(),
          topic: name.exactOptional(),
          workflow: name.exactOptional(),
          campaign: name.exactOptional(),
          messageClass: z.enum(messageClasses).exactOptional(),
          lookAhead: duration.exactOptional(),
        }),
      )
      .exactOptional(),
    onCap: z.union([z.enum(["wait", "drop"]), z.strictObject({ digest: name })]).exactOptional(),
    stop: z
      .union([
        z.literal("never"),
        z.strictObject({
          complaints: share.exactOptional(),
          bounces: share.exactOptional(),
          failures: share.exactOptional(),
          after: z.int().min(1).exactOptional(),
        }),
      ])
      .exactOptional(),
    fourEyes: z.boolean().exactOptional(),
  });
  const frame = {
    name: text.exactOptional(),
    channel,
    audience: z.strictObject({
      in: z.array(part).min(1),
      except: z.array(part).exactOptional(),
      when: z.enum(["start", "hour"]),
      max: z.int().min(1).exactOptional(),
    }),
    content: z.strictObject({
      variants: z
        .array(z.strictObject({ id: text, template: text, weight: z.number().positive() }))
        .min(1),
      data: data.exactOptional(),
    }),
    spread: z
      .union([
        z.strictObject({
          over: duration,
          curve: z
            .array(z.tuple([share, share]))
            .min(2)
            .exactOptional(),
        }),
        z.strictObject({ until: z.literal("nextOpening"), opens: time.exactOptional() }),
      ])
      .exactOptional(),
    order: z.enum(["engaged", "none"]).exactOptional(),
    rate: z.templateLiteral([z.number(), z.enum(["/s", "/min", "/h", "/day"])]).exactOptional(),
    priority: z.int().min(0).max(100).exactOptional(),
    policy: policy.exactOptional(),
    seeds: z.array(list).exactOptional(),
    expect: z.int().min(1).exactOptional(),
    tolerance: z.number().min(0).lt(1).exactOptional(),
  };
  return {
    campaign: z.strictObject({
      v: z.literal(1),
      id,
      ...frame,
      schedule: z.union([
        z.strictObject({ at: z.union([z.literal("now"), z.int()]) }),
        z.strictObject({
          local: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/),
          unknownZone: zone.exactOptional(),
          passed: passed.exactOptional(),
        }),
        z.strictObject({
          best: date,
          between: z.tuple([time, time]).exactOptional(),
          unknownZone: zone.exactOptional(),
          passed: passed.exactOptional(),
        }),
      ]),
      series: text.exactOptional(),
      issue: date.exactOptional(),
    }),
    series: z.strictObject({
      v: z.literal(1),
      id: z.string().regex(/^[A-Za-z0-9-]{1,17}$/),
      name: text.exactOptional(),
      recurrence: recurrenceSchema(time),
      campaign: z.strictObject(frame),
      content: z.enum(["newest", "host"]),
      approval: z.enum(["required", "none"]),
      lead: duration.exactOptional(),
      nothingNew: z.enum(["skip", "hold", "send"]).exactOptional(),
      catchUp: z.enum(["newest", "none"]).exactOptional(),
      best: z.strictObject({ until: time }).exactOptional(),
      unknownZone: zone.exactOptional(),
      passed: passed.exactOptional(),
    }),
  };
}

/**
 * Reads a campaign from JSON: its shape, where unknown members are refused, and everything
 * `checkCampaign` knows. What it reads comes back from `JSON.stringify` the same.
 *
 * @throws DefinitionError `DEFINITION_DEPTH` for what is nested deeper than 64 levels,
 * `DEFINITION_CAMPAIGN` with its place for another shape, else as `assertCampaign` does
 * @example
 * const campaign = await acme.campaign(parseCampaign(JSON.parse(text)));
 */
export function parseCampaign(json: unknown, catalog: CampaignCatalog = {}): CampaignDefinition {
  const definition = read(schemas().campaign, json, "campaign");
  assertCampaign(definition, catalog);
  return definition;
}

/**
 * The same for a series.
 *
 * @throws DefinitionError `DEFINITION_DEPTH`, `DEFINITION_SERIES` with its place for another shape,
 * else as `assertSeries` does
 */
export function parseSeries(json: unknown, catalog: CampaignCatalog = {}): SeriesDefinition {
  const definition = read(schemas().series, json, "series");
  assertSeries(definition, catalog);
  return definition;
}

/**
 * The JSON Schema (draft 2020-12) of what {@link parseCampaign} reads, for editors and other
 * languages.
 */
export function campaignJsonSchema(): JsonObject {
  return JSON.parse(JSON.stringify(z.toJSONSchema(schemas().campaign, { io: "input" })));
}

/** The same of what {@link parseSeries} reads. */
export function seriesJsonSchema(): JsonObject {
  return JSON.parse(JSON.stringify(z.toJSONSchema(schemas().series, { io: "input" })));
}

function read<T>(schema: z.ZodType<T>, json: unknown, what: "campaign" | "series"): T {
  // Before anything recurses.
  if (isDeeper(json, deepestData))
    throw new DefinitionError("DEFINITION_DEPTH", `It is nested deeper than ${deepestData}.`, {
      remedy: "Flatten the data that is given to the templates.",
    });
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const code = what === "campaign" ? "DEFINITION_CAMPAIGN" : "DEFINITION_SERIES";
  const { path, message } = deepestFault(result.error, json);
  throw new DefinitionError(code, `This is no ${what}: ${message}.`, {
    path,
    remedy: `Correct the JSON at the path; ${what}JsonSchema() describes the shape.`,
  });
}
