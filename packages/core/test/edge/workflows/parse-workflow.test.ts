import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWorkflow, workflowJsonSchema } from "../../../src/definitions/index.js";
import { checkWorkflow, DefinitionError, WellsentError } from "../../../src/index.js";
import { arbitraryWorkflow } from "./arbitrary-workflow.js";
import { send, workflow } from "./fixtures.js";

const sound = workflow({
  hello: send("miss-you", "fork"),
  fork: {
    kind: "branch",
    cases: [
      {
        name: "pro",
        where: { op: "and", of: [{ op: "attr", path: "plan", is: { eq: "pro" } }] },
        next: "end",
      },
      { where: { op: "delivery", event: "clicked", template: "miss-you" }, next: "end" },
      {
        where: { op: "trigger", where: { op: "attr", path: "total", is: { gt: 1 } } },
        next: "end",
      },
    ],
    else: "end",
  },
});
function spoiled(change: (json: ReturnType<typeof copy>) => void) {
  const json = copy();
  change(json);
  return json;
}
function copy() {
  return JSON.parse(JSON.stringify(sound));
}

describe("parseWorkflow", () => {
  it("gives what was built in code", () => {
    expect(parseWorkflow(copy())).toEqual(sound);
    fc.assert(
      fc.property(
        arbitraryWorkflow.filter((definition) => checkWorkflow(definition).length === 0),
        (definition) => {
          expect(parseWorkflow(JSON.parse(JSON.stringify(definition)))).toEqual(definition);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    ["", "no object", () => null],
    ["v", "another version", () => spoiled((json) => (json.v = 2))],
    ["", "an unknown member", () => spoiled((json) => (json.goal = "x"))],
    [
      "nodes.hello.purpose",
      "a send without purpose",
      () => spoiled((json) => delete json.nodes.hello.purpose),
    ],
    [
      "nodes.hello",
      "an unknown member of a node",
      () => spoiled((json) => (json.nodes.hello.delay = "1d")),
    ],
    [
      "nodes.hello.kind",
      "an unknown kind",
      () => spoiled((json) => (json.nodes.hello.kind = "teleport")),
    ],
    ["zone", "a zone rule that is none", () => spoiled((json) => (json.zone = "Europe/Berlin"))],
  ])("refuses at %j %s", (path, _, json) => {
    expect(() => parseWorkflow(json())).toThrow(DefinitionError);
    expect(() => parseWorkflow(json())).toThrow(
      expect.objectContaining({ code: "DEFINITION_WORKFLOW", path }),
    );
  });

  it.each([
    ["a kind", () => spoiled((json) => (json.nodes.hello.kind = "teleport")), "'send'"],
    ["a member", () => spoiled((json) => (json.nodes.hello.template = 5)), "expected string"],
    ["an unknown member", () => spoiled((json) => (json.nodes.hello.delay = "1d")), "not known"],
  ])("says of %s what was expected, and not what stood there", (_, json, said) => {
    const refused = () => parseWorkflow(json());
    expect(refused).toThrow(said);
    expect(refused).not.toThrow(/teleport|delay|1d/);
  });

  it("refuses what has the shape of a workflow and makes no sense", () => {
    const dangling = spoiled((json) => (json.nodes.hello.next = "gone"));
    expect(() => parseWorkflow(dangling)).toThrow(
      expect.objectContaining({ code: "DEFINITION_DANGLING" }),
    );
    expect(() => parseWorkflow(copy(), { templates: [] })).toThrow(
      expect.objectContaining({ code: "DEFINITION_UNKNOWN_TEMPLATE" }),
    );
  });

  it.each([0, 1_000_001, 1e9, 1e300])("bounds a version: %d is none", (version) => {
    expect(() => parseWorkflow({ ...copy(), version })).toThrow(
      expect.objectContaining({ code: "DEFINITION_WORKFLOW", path: "version" }),
    );
  });

  it("reads who may enter, and caps of a class", () => {
    const entry = { ...copy().entry, admit: "anyone" };
    const policy = { caps: [{ max: 1, per: "7d", messageClass: "marketing" }] };
    expect(parseWorkflow({ ...copy(), entry, policy })).toMatchObject({ entry, policy });
    expect(() => parseWorkflow({ ...copy(), entry: { ...entry, admit: "nobody" } })).toThrow(
      expect.objectContaining({ code: "DEFINITION_WORKFLOW", path: "entry.admit" }),
    );
  });

  it("never throws anything but its own errors, whatever comes", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("nodes", "entry", "exitOn", "policy", "start", "zone"),
        (junk, name) => {
          for (const json of [junk, { ...copy(), [name]: junk }]) {
            try {
              parseWorkflow(json);
            } catch (error) {
              expect(WellsentError.isInstance(error)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("publishes its shape as JSON Schema", () => {
    const schema = workflowJsonSchema();
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    expect(JSON.stringify(schema)).toContain("waitUntil");
  });
});
