import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/property-runs.js";
import {
  migrateDefinition,
  parseWorkflow,
  workflowFormats,
  workflowJsonSchema,
} from "../../src/definitions/index.js";
import {
  checkWorkflow,
  type JsonObject,
  type JsonValue,
  WellsentError,
  type WorkflowDefinition,
} from "../../src/index.js";
import { isObject } from "../../src/json.js";
import { arbitraryWorkflow } from "../edge/workflows/arbitrary-workflow.js";
import { send, workflow } from "../edge/workflows/fixtures.js";

const schema = workflowJsonSchema();
const accepts = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

function plain(definition: WorkflowDefinition): JsonObject {
  return JSON.parse(JSON.stringify(definition));
}

/** Whether the parser takes the shape, whatever it finds wrong with what it says. */
function hasShape(json: unknown): boolean {
  try {
    parseWorkflow(json);
    return true;
  } catch (error) {
    return WellsentError.isInstance(error) && error.code !== "DEFINITION_WORKFLOW";
  }
}

/** Every place in a value, as the keys that lead there. */
function placesIn(value: JsonValue, at: readonly (string | number)[] = []): (typeof at)[] {
  const inner = Array.isArray(value)
    ? value.flatMap((one: JsonValue, index) => placesIn(one, [...at, index]))
    : isObject(value)
      ? Object.entries(value).flatMap(([name, one]) => placesIn(one, [...at, name]))
      : [];
  return [at, ...inner];
}

function changedAt(
  value: JsonValue,
  [first, ...rest]: readonly (string | number)[],
  change: (value: JsonValue) => JsonValue | undefined,
): JsonValue | undefined {
  if (first === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.flatMap((one: JsonValue, index) => {
      const next = index === first ? changedAt(one, rest, change) : one;
      return next === undefined ? [] : [next];
    });
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, one]) => {
    const next = name === first ? changedAt(one, rest, change) : one;
    return next === undefined ? [] : [[name, next] as const];
  });
  return Object.fromEntries(entries);
}

const spoiling = fc.constantFrom<(value: JsonValue) => JsonValue | undefined>(
  () => undefined,
  () => null,
  () => 7,
  () => "",
  () => [],
  () => ({}),
  (value) => (isObject(value) ? { ...value, stray: 1 } : [value]),
);
const spoiled = arbitraryWorkflow.chain((definition) => {
  const json = plain(definition);
  return fc
    .tuple(fc.constantFrom(...placesIn(json)), spoiling)
    .map(([place, change]) => changedAt(json, place, change) ?? null);
});

describe("workflowJsonSchema", () => {
  it("is a schema of draft 2020-12 that another library accepts in strict mode", () => {
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
  });

  it("takes every workflow that is sound", () => {
    fc.assert(
      fc.property(
        arbitraryWorkflow.filter((definition) => checkWorkflow(definition).length === 0),
        (definition) => accepts(plain(definition)),
      ),
    );
    const rich = workflow(
      {
        hello: {
          ...{ kind: "send", channel: "email", template: "miss-you", purpose: "news" },
          ...{ data: { a: [1, { b: null }] }, next: "fork" },
        },
        fork: {
          kind: "branch",
          cases: [
            { where: { op: "attr", path: "plan", is: { eq: "pro" } }, next: "end" },
            {
              where: { op: "trigger", where: { op: "attr", path: "n", is: { gt: 1 } } },
              next: "end",
            },
          ],
          else: "end",
        },
      },
      {
        policy: {
          ...{ lateAfter: "2d", priority: 40, quiet: [{ from: "20:00", to: "08:00" }] },
          caps: [
            { max: 2, per: "1w" },
            { max: 1, per: { unit: "week", weekStart: "mon" } },
          ],
        },
      },
    );
    expect(accepts(plain(rich))).toBe(true);
  });

  it("refuses what the parser refuses for its shape, and nothing else", () => {
    let refusals = 0;
    fc.assert(
      fc.property(spoiled, (json) => {
        const taken = accepts(json);
        if (!taken) refusals++;
        expect(taken).toBe(hasShape(json));
      }),
      { numRuns: propertyRuns(1000) },
    );
    expect(refusals).toBeGreaterThan(100);
  });
});

describe("migrateDefinition", () => {
  const json = plain(workflow({ hello: send("a") }));

  it("leaves the newest format as it is", () => {
    expect(workflowFormats.newest).toBe(json["v"]);
    expect(migrateDefinition(json)).toBe(json);
  });

  it("goes step by step, and changes nothing of what it was given", () => {
    const before = structuredClone(json);
    const moved = migrateDefinition(json, {
      newest: 3,
      steps: {
        1: ({ zone, ...rest }) => ({ ...rest, timeZone: zone ?? null }),
        2: ({ timeZone, ...rest }) => ({ ...rest, place: { zone: timeZone ?? null } }),
      },
    });
    expect(moved).toMatchObject({ v: 3, id: "win-back", place: { zone: "contact" } });
    expect(moved).not.toHaveProperty("timeZone");
    expect(json).toEqual(before);
  });

  it.each([
    ["a newer release's", { ...json, v: 2 }, "reads up to 1"],
    ["one too old", { ...json, v: 0 }, "no longer reads"],
    ["none", { ...json, v: "1" }, "no format"],
    ["no object", null, "no format"],
  ])("refuses %s", (_, given, message) => {
    const tried = () => migrateDefinition(given);
    expect(tried).toThrow(message);
    expect(tried).toThrow(expect.objectContaining({ code: "DEFINITION_FORMAT", path: "v" }));
  });
});
