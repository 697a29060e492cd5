// Longer than other files: what the JSON of a workflow may say, in one schema.
import * as z from "zod";
import { DefinitionError } from "../errors/index.js";
import { listId, segmentId, workflowId } from "../identifiers.js";
import type { JsonObject, JsonValue } from "../json.js";
import { deepestData, isDeeper } from "../json-depth.js";
import { channels, messageClasses } from "../messages/channels.js";
import type { ZoneRule } from "../segments/index.js";
import { durationPattern } from "../timing/duration.js";
import { durationText } from "../timing/duration-text.js";
import type { CalendarUnit } from "../timing/index.js";
import { assertWorkflow } from "../workflows/check-workflow.js";
import {
  highestVersion,
  type WorkflowDefinition,
  type WorkflowNode,
} from "../workflows/definition.js";
import type { WorkflowCatalog } from "../workflows/finding.js";
import { deepestFault } from "./deepest-fault.js";
import { segmentSchemas } from "./segment-schema.js";
import { triggerSchema } from "./trigger-schema.js";

let made: z.ZodType<WorkflowDefinition> | undefined;

/** Made on first use, as those of segments are. */
function workflowSchema(): z.ZodType<WorkflowDefinition> {
  made ??= makeSchema();
  return made;
}

function makeSchema(): z.ZodType<WorkflowDefinition> {
  /** Ids travel in URLs, logs and SQL. */
  const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/);
  const text = z.string().min(1).max(200);
  const duration = z
    .string()
    .regex(durationPattern)
    .transform((text) => durationText(text));
  const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
  const weekday = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
  const days = z.array(weekday).min(1);
  const zone: z.ZodType<ZoneRule> = z.union([
    z.enum(["contact", "workspace"]),
    z.templateLiteral(["fixed:", z.string()]),
  ]);
  const segment = name.transform(segmentId);
  const list = text.transform(listId);
  const channel = z.enum(channels);
  const messageClass = z.enum(messageClasses);
  const json: z.ZodType<JsonValue> = z.json();
  const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);
  const { node: condition, path: dataPath, predicate: where, sameKey, window } = segmentSchemas();

  const trigger = triggerSchema({ name, segment, list, where, duration, time, zone });

  const reentry = z.discriminatedUnion("mode", [
    z.strictObject({ mode: z.literal("never") }),
    z.strictObject({ mode: z.literal("afterExit"), cooldown: duration.exactOptional() }),
    z.strictObject({ mode: z.literal("always") }),
    z.strictObject({
      mode: z.literal("keyed"),
      key: dataPath,
      again: z.enum(["afterExit", "restart"]).exactOptional(),
    }),
  ]);

  const calendarUnit: z.ZodType<CalendarUnit> = z.discriminatedUnion("unit", [
    z.strictObject({ unit: z.enum(["day", "month", "quarter", "year"]) }),
    z.strictObject({ unit: z.literal("week"), weekStart: weekday }),
  ]);

  const exitRule = z.discriminatedUnion("on", [
    z.strictObject({
      on: z.literal("event"),
      event: name,
      where: where.exactOptional(),
      same: sameKey.exactOptional(),
      outcome: text,
    }),
    z.strictObject({ on: z.literal("segment"), segment, is: z.enum(["in", "out"]), outcome: text }),
  ]);

  const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
  const dates = z.array(z.union([date, z.strictObject({ from: date, to: date })]));

  const policy = z.strictObject({
    quiet: z
      .array(
        z.strictObject({
          from: time,
          to: z.union([time, z.literal("24:00")]),
          days: days.exactOptional(),
          dates: dates.exactOptional(),
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
          messageClass: messageClass.exactOptional(),
          lookAhead: duration.exactOptional(),
        }),
      )
      .exactOptional(),
    onCap: z.union([z.enum(["wait", "drop"]), z.strictObject({ digest: name })]).exactOptional(),
    holdout: z.strictObject({ share: z.number().min(0).max(1), salt: text }).exactOptional(),
    lateAfter: duration.exactOptional(),
    priority: z.int().min(0).max(100).exactOptional(),
  });

  const delivery = z.strictObject({
    op: z.literal("delivery"),
    event: z.enum(["delivered", "opened", "clicked", "bounced"]),
    template: name,
    humanOnly: z.boolean().exactOptional(),
  });
  const eventCondition = z.strictObject({
    op: z.literal("event"),
    event: name,
    where: where.exactOptional(),
    same: sameKey.exactOptional(),
  });
  const happened = z.strictObject({
    op: z.literal("happened"),
    event: name,
    where: where.exactOptional(),
    same: sameKey,
    window: window.exactOptional(),
  });
  const goalValue = z.union([z.number(), z.strictObject({ path: dataPath })]);
  const goalRule = z.strictObject({
    name: text,
    event: name,
    where: where.exactOptional(),
    same: sameKey.exactOptional(),
    value: goalValue.exactOptional(),
    outcome: text.exactOptional(),
  });
  const fallback = z.strictObject({
    template: name,
    channel: channel.exactOptional(),
    purpose: name.exactOptional(),
    topic: name.exactOptional(),
    messageClass: messageClass.exactOptional(),
  });
  const triggerCondition = z.strictObject({ op: z.literal("trigger"), where });

  /** A new kind of node does not compile before it stands here. */
  const nodeSchemas = {
    send: z.strictObject({
      kind: z.literal("send"),
      channel,
      template: name,
      purpose: name,
      topic: name.exactOptional(),
      messageClass: messageClass.exactOptional(),
      data: jsonObject.exactOptional(),
      kept: name.exactOptional(),
      fallbacks: z.array(fallback).min(1).exactOptional(),
      next: name,
    }),
    wait: z.strictObject({ kind: z.literal("wait"), for: duration, next: name }),
    waitUntil: z.strictObject({
      kind: z.literal("waitUntil"),
      time: z.union([z.literal("best"), time]),
      between: z.tuple([time, time]).exactOptional(),
      days: days.exactOptional(),
      zone: zone.exactOptional(),
      today: z.enum(["now", "next"]).exactOptional(),
      next: name,
    }),
    waitUntilDate: z.strictObject({
      kind: z.literal("waitUntilDate"),
      date: z.union([
        z.strictObject({ attribute: dataPath }),
        z.strictObject({ trigger: dataPath }),
      ]),
      offset: z
        .union([z.strictObject({ before: duration }), z.strictObject({ after: duration })])
        .exactOptional(),
      time: time.exactOptional(),
      zone: zone.exactOptional(),
      next: name,
      onPassed: name,
      onMissing: name,
    }),
    waitSince: z.strictObject({
      kind: z.literal("waitSince"),
      report: z.strictObject({
        event: z.enum(["sent", "delivered", "opened", "clicked"]),
        template: name,
        humanOnly: z.boolean().exactOptional(),
      }),
      for: duration,
      timeout: duration,
      next: name,
      onTimeout: name,
    }),
    waitFor: z.strictObject({
      kind: z.literal("waitFor"),
      any: z.array(z.discriminatedUnion("op", [eventCondition, delivery])).min(1),
      timeout: duration,
      as: name.exactOptional(),
      onMatch: name,
      onTimeout: name,
    }),
    branch: z.strictObject({
      kind: z.literal("branch"),
      cases: z
        .array(
          z.strictObject({
            name: text.exactOptional(),
            where: z.union([delivery, triggerCondition, happened, condition]),
            next: name,
          }),
        )
        .min(1),
      else: name,
    }),
    split: z.strictObject({
      kind: z.literal("split"),
      arms: z.array(z.strictObject({ id: text, weight: z.int().min(0), next: name })).min(1),
      salt: text,
    }),
    experiment: z.strictObject({
      kind: z.literal("experiment"),
      experiment: text,
      arms: z.array(z.strictObject({ id: text, weight: z.int().min(0), next: name })).min(1),
      holdout: z.strictObject({ share: z.number().min(0).max(1), next: name }).exactOptional(),
      metric: text,
    }),
    parallel: z.strictObject({
      kind: z.literal("parallel"),
      branches: z.array(z.strictObject({ id: text, next: name })).min(2),
      join: name,
    }),
    join: z.strictObject({ kind: z.literal("join"), when: z.enum(["all", "any"]), next: name }),
    update: z.strictObject({
      kind: z.literal("update"),
      set: jsonObject.exactOptional(),
      unset: z.array(text).exactOptional(),
      next: name,
    }),
    list: z.strictObject({
      kind: z.literal("list"),
      add: z.array(list).exactOptional(),
      remove: z.array(list).exactOptional(),
      next: name,
    }),
    goal: z.strictObject({
      kind: z.literal("goal"),
      name: text,
      value: goalValue.exactOptional(),
      next: name,
    }),
    webhook: z.strictObject({
      kind: z.literal("webhook"),
      url: z.string().min(1).max(2048),
      event: text,
      data: jsonObject.exactOptional(),
      attributes: z.array(text).min(1).exactOptional(),
      answer: z
        .strictObject({
          as: text,
          members: z.record(
            text,
            z.enum(["text", "text?", "number", "number?", "boolean", "boolean?"]),
          ),
        })
        .exactOptional(),
      timeout: duration.exactOptional(),
      within: duration.exactOptional(),
      next: name,
      onFailed: name,
    }),
    throttle: z.strictObject({
      kind: z.literal("throttle"),
      key: name,
      max: z.int().min(1).max(1000),
      per: duration,
      next: name,
      onOver: name.exactOptional(),
    }),
    run: z.strictObject({
      kind: z.literal("run"),
      workflow: name.transform(workflowId),
      data: jsonObject.exactOptional(),
      wait: z
        .strictObject({
          within: duration,
          onTimeout: name,
          as: name.exactOptional(),
          left: z.enum(["end", "keep"]).exactOptional(),
        })
        .exactOptional(),
      next: name,
      onRefused: name,
    }),
    notify: z.strictObject({
      kind: z.literal("notify"),
      title: text,
      text: z.string().min(1).max(4000).exactOptional(),
      owner: z
        .union([text, z.strictObject({ attribute: text, otherwise: text.exactOptional() })])
        .exactOptional(),
      due: duration.exactOptional(),
      attributes: z.array(text).min(1).exactOptional(),
      data: z.array(text).min(1).exactOptional(),
      mail: z.boolean().exactOptional(),
      call: z.strictObject({ purpose: text, topic: text.exactOptional() }).exactOptional(),
      next: name,
    }),
    exit: z.strictObject({ kind: z.literal("exit"), outcome: text }),
  } satisfies { readonly [Kind in WorkflowNode["kind"]]: z.ZodType };

  const node: z.ZodType<WorkflowNode> = z.discriminatedUnion("kind", [
    nodeSchemas.send,
    nodeSchemas.wait,
    nodeSchemas.waitUntil,
    nodeSchemas.waitUntilDate,
    nodeSchemas.waitSince,
    nodeSchemas.waitFor,
    nodeSchemas.branch,
    nodeSchemas.split,
    nodeSchemas.experiment,
    nodeSchemas.parallel,
    nodeSchemas.join,
    nodeSchemas.update,
    nodeSchemas.list,
    nodeSchemas.goal,
    nodeSchemas.webhook,
    nodeSchemas.throttle,
    nodeSchemas.run,
    nodeSchemas.notify,
    nodeSchemas.exit,
  ]);

  return z.strictObject({
    v: z.literal(1),
    id: name.transform(workflowId),
    version: z.int().min(1).max(highestVersion),
    zone,
    entry: z.strictObject({
      triggers: z.array(trigger).min(1),
      reentry,
      admit: z.enum(["permitted", "anyone"]).exactOptional(),
    }),
    exitOn: z.array(exitRule),
    goals: z.array(goalRule).min(1).exactOptional(),
    policy,
    start: name,
    nodes: z.record(name, node),
  });
}

/**
 * Reads a workflow from JSON: its shape, where unknown members are refused, and everything
 * `checkWorkflow` knows. The result equals what `defineWorkflow` would have made.
 *
 * @throws DefinitionError `DEFINITION_DEPTH` for what is nested deeper than 64 levels,
 * `DEFINITION_WORKFLOW` for another shape, else as `defineWorkflow` does.
 */
export function parseWorkflow(json: unknown, catalog: WorkflowCatalog = {}): WorkflowDefinition {
  const definition = parseWorkflowShape(json);
  assertWorkflow(definition, catalog);
  return definition;
}

/**
 * Reads the shape of a workflow from JSON. What its parts say together is not looked at.
 * @throws DefinitionError `DEFINITION_DEPTH`, `DEFINITION_WORKFLOW`
 */
export function parseWorkflowShape(json: unknown): WorkflowDefinition {
  // Before anything recurses.
  if (isDeeper(json, deepestData)) {
    throw new DefinitionError(
      "DEFINITION_DEPTH",
      `The definition is nested deeper than ${deepestData} levels.`,
      { remedy: "Make segments of the inner conditions and refer to them." },
    );
  }
  const result = workflowSchema().safeParse(json);
  if (!result.success) {
    const { path, message } = deepestFault(result.error, json);
    throw new DefinitionError("DEFINITION_WORKFLOW", `This is no workflow: ${message}.`, {
      path,
      remedy: "Correct the JSON at the path; workflowJsonSchema() describes the shape.",
    });
  }
  return result.data;
}

/**
 * The JSON Schema (draft 2020-12) of what {@link parseWorkflow} reads, for editors and other
 * languages.
 */
export function workflowJsonSchema(): JsonObject {
  return JSON.parse(JSON.stringify(z.toJSONSchema(workflowSchema(), { io: "input" })));
}
