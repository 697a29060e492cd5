import * as z from "zod";
import type { Brand } from "../brand.js";
import { DefinitionError } from "../errors/index.js";
import type { JsonObject, JsonValue } from "../json.js";
import { durationPattern } from "../timing/duration.js";
import { assertWorkflow } from "./check-workflow.js";
import type { DataPredicate } from "./data-predicate.js";
import type { WorkflowDefinition, WorkflowNode, WorkflowZone } from "./definition.js";
import type { WorkflowCatalogue } from "./finding.js";

/** The same shape with plain strings for branded ids: a schema cannot make brands. */
type Plain<T> =
  T extends Brand<string, string>
    ? string
    : T extends string | number | boolean | null
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Plain<Item>[]
        : { [Key in keyof T]: Plain<T[Key]> };

/** Ids travel in URLs, logs and SQL. */
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/);
const text = z.string().min(1).max(200);
const duration = z.string().regex(durationPattern);
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const days = z.array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])).min(1);
const zone: z.ZodType<WorkflowZone> = z.union([
  z.enum(["contact", "workspace"]),
  z.templateLiteral(["fixed:", z.string()]),
]);
const channel = z.enum(["email", "sms"]);
const json: z.ZodType<JsonValue> = z.json();
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const comparison = z.union([
  z.strictObject({ eq: scalar }),
  z.strictObject({ ne: scalar }),
  z.strictObject({ gt: z.number() }),
  z.strictObject({ gte: z.number() }),
  z.strictObject({ lt: z.number() }),
  z.strictObject({ lte: z.number() }),
  z.strictObject({ in: z.array(scalar) }),
  z.strictObject({ exists: z.boolean() }),
]);
const where: z.ZodType<DataPredicate> = z.record(text, comparison);

const trigger = z.discriminatedUnion("on", [
  z.strictObject({ on: z.literal("segment"), segment: name, when: z.enum(["enter", "leave"]) }),
  z.strictObject({ on: z.literal("event"), event: name, where: where.exactOptional() }),
  z.strictObject({ on: z.literal("manual") }),
]);

const reentry = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("never") }),
  z.strictObject({ mode: z.literal("afterExit"), cooldown: duration.exactOptional() }),
  z.strictObject({ mode: z.literal("always") }),
  z.strictObject({ mode: z.literal("keyed"), key: text }),
]);

const exitRule = z.discriminatedUnion("on", [
  z.strictObject({ on: z.literal("event"), event: name, where: where.exactOptional(), outcome: text }),
  z.strictObject({ on: z.literal("segment"), segment: name, is: z.enum(["in", "out"]), outcome: text }),
]);

const policy = z.strictObject({
  quiet: z
    .array(z.strictObject({ from: time, to: z.union([time, z.literal("24:00")]), days: days.exactOptional() }))
    .exactOptional(),
  caps: z
    .array(
      z.strictObject({
        max: z.int().min(1),
        per: duration,
        channel: channel.exactOptional(),
        purpose: name.exactOptional(),
      }),
    )
    .exactOptional(),
  lateAfter: duration.exactOptional(),
});

const delivery = z.strictObject({
  op: z.literal("delivery"),
  event: z.enum(["delivered", "opened", "clicked", "bounced"]),
  template: name,
  humanOnly: z.boolean().exactOptional(),
});
const eventCondition = z.strictObject({ op: z.literal("event"), event: name, where: where.exactOptional() });
const triggerCondition = z.strictObject({ op: z.literal("trigger"), where });

const node: z.ZodType<Plain<WorkflowNode>> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("send"),
    channel,
    template: name,
    purpose: name,
    topic: name.exactOptional(),
    messageClass: z
      .enum(["marketing", "service", "transactional", "confirmation_request", "legal_notice"])
      .exactOptional(),
    data: jsonObject.exactOptional(),
    next: name,
  }),
  z.strictObject({ kind: z.literal("wait"), for: duration, next: name }),
  z.strictObject({
    kind: z.literal("waitUntil"),
    time,
    days: days.exactOptional(),
    zone: zone.exactOptional(),
    next: name,
  }),
  z.strictObject({
    kind: z.literal("waitFor"),
    any: z.array(z.discriminatedUnion("op", [eventCondition, delivery])).min(1),
    timeout: duration,
    onMatch: name,
    onTimeout: name,
  }),
  z.strictObject({
    kind: z.literal("branch"),
    cases: z
      .array(
        z.strictObject({
          name: text.exactOptional(),
          where: z.discriminatedUnion("op", [delivery, triggerCondition]),
          next: name,
        }),
      )
      .min(1),
    else: name,
  }),
  z.strictObject({
    kind: z.literal("split"),
    arms: z.array(z.strictObject({ id: text, weight: z.int().min(0), next: name })).min(1),
    salt: text,
  }),
  z.strictObject({
    kind: z.literal("update"),
    set: jsonObject.exactOptional(),
    unset: z.array(text).exactOptional(),
    next: name,
  }),
  z.strictObject({
    kind: z.literal("list"),
    add: z.array(text).exactOptional(),
    remove: z.array(text).exactOptional(),
    next: name,
  }),
  z.strictObject({ kind: z.literal("exit"), outcome: text }),
]);

const workflow: z.ZodType<Plain<WorkflowDefinition>> = z.strictObject({
  v: z.literal(1),
  id: name,
  version: z.int().min(1),
  zone,
  entry: z.strictObject({ trigger, reentry }),
  exitOn: z.array(exitRule),
  policy,
  start: name,
  nodes: z.record(name, node),
});

/** Nothing is transformed on the way through, so what passes is what came in. */
const isWorkflow = (json: unknown): json is WorkflowDefinition => workflow.safeParse(json).success;

/**
 * Reads a workflow from JSON: its shape, where unknown members are refused, and everything `checkWorkflow` knows. What
 * comes back is the value that went in, equal to what `defineWorkflow` would have made.
 *
 * @throws DefinitionError `DEFINITION_WORKFLOW` for another shape, else as `defineWorkflow` does.
 */
export function parseWorkflow(json: unknown, catalogue: WorkflowCatalogue = {}): WorkflowDefinition {
  if (!isWorkflow(json)) {
    const issue = workflow.safeParse(json).error?.issues[0];
    throw new DefinitionError("DEFINITION_WORKFLOW", "This is no workflow, or of a version this release cannot read.", {
      path: z.core.toDotPath(issue?.path ?? []),
      remedy: "See workflowJsonSchema for the shape.",
      cause: issue?.code,
    });
  }
  assertWorkflow(json, catalogue);
  return json;
}

/** The JSON Schema (2020-12) of a workflow, for editors and other languages. */
export const workflowJsonSchema = (): JsonObject => {
  const schema: unknown = z.toJSONSchema(workflow);
  return isJsonObject(schema) ? schema : {};
};

const isJsonObject = (value: unknown): value is JsonObject => jsonObject.safeParse(value).success;
