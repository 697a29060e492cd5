import { describe, expect, it } from "vitest";
import { type NotifyNode, parseWorkflow } from "../../../src/definitions/index.js";
import { checkWorkflow, defineWorkflow, sendKey } from "../../../src/index.js";
import { workflowMermaid, workflowScxml } from "../../../src/workflows/diagram/index.js";
import { transition } from "../../../src/workflows/index.js";
import { simulateWorkflow } from "../../../src/workflows/simulation/index.js";
import { contact, context, day, enrolled, facts, start, workflow } from "./fixtures.js";
import { schema } from "./schema-fixture.js";

const tells = defineWorkflow(schema, "tells", (w) =>
  w
    .onRequest()
    .notify({ id: "tell", title: "Call", text: "They are unhappy.", owner: "kim", due: "2d" })
    .exit("told"),
);

function effectFor(node: Partial<NotifyNode>, attributes: Record<string, string | number> = {}) {
  const own: NotifyNode = { kind: "notify", title: "Call", next: "end", ...node };
  const definition = workflow({ tell: own });
  const about = facts({ contact: contact({ attributes }) });
  const { effects } = transition(definition, enrolled(definition), [], about, context(start));
  return effects.find((one) => one.kind === "notify");
}

function faults(node: Partial<NotifyNode>) {
  const own: NotifyNode = { kind: "notify", title: "Call", next: "end", ...node };
  return checkWorkflow(workflow({ tell: own }), { dateAttribute: () => "unknown" }).map(
    ({ code, path }) => `${code} ${path}`,
  );
}

describe("a step that notifies a colleague", () => {
  it("makes a task and goes on in the same step, asking nobody's consent", () => {
    const { enrollment, effects, log } = transition(
      tells,
      enrolled(tells),
      [],
      facts({ consent: [] }),
      context(start),
    );
    expect(effects).toMatchObject([
      {
        ...{ kind: "notify", node: "tell", key: sendKey("e:0:0"), owner: "kim", title: "Call" },
        ...{ text: "They are unhappy.", details: {}, mail: false, at: start },
        dueAt: start + 2 * day,
      },
      { kind: "exited" },
    ]);
    expect(enrollment.outcome).toBe("told");
    expect(JSON.stringify(log)).not.toContain("unhappy");
  });

  it("takes its owner from an attribute, and somebody else where there is none", () => {
    const owner = { attribute: "seller", otherwise: "desk" };
    expect(effectFor({ owner }, { seller: "lee" })?.owner).toBe("lee");
    expect(effectFor({ owner }, { seller: " " })?.owner).toBe("desk");
    expect(effectFor({ owner }, { seller: 7 })?.owner).toBe("desk");
    expect(effectFor({ owner: { attribute: "seller" } })?.owner).toBeNull();
    expect(effectFor({ owner: { attribute: "toString" } })?.owner).toBeNull();
    expect(effectFor({})?.owner).toBeNull();
  });

  it("tells what it names of the contact, and nothing else", () => {
    const known = { plan: "pro", secret: "x" };
    expect(effectFor({ attributes: ["plan", "none"] }, known)?.details).toEqual({ plan: "pro" });
    expect(effectFor({}, known)?.details).toEqual({});
  });

  it("asks for a mail only where somebody owns the task", () => {
    const owner = { attribute: "seller" };
    expect(effectFor({ owner, mail: true }, { seller: "lee" })?.mail).toBe(true);
    expect(effectFor({ owner, mail: true })?.mail).toBe(false);
  });

  it("is refused without a title, with an empty owner, or with a mail to nobody", () => {
    expect(faults({ owner: "kim", due: "2d", mail: true })).toEqual([]);
    expect(faults({ title: " " })).toEqual(["NOTIFY nodes.tell.title"]);
    expect(faults({ text: "" })).toEqual(["NOTIFY nodes.tell.text"]);
    expect(faults({ owner: " " })).toEqual(["NOTIFY nodes.tell.owner"]);
    expect(faults({ owner: { attribute: "x" } })).toEqual(["NOTIFY nodes.tell.owner.attribute"]);
    expect(faults({ mail: true })).toEqual(["NOTIFY nodes.tell.mail"]);
    expect(faults({ due: "0d" })).toEqual(["DURATION nodes.tell.due"]);
  });

  it("is JSON, a drawing, a statechart and a step of a simulation", () => {
    expect(parseWorkflow(JSON.parse(JSON.stringify(tells)))).toEqual(tells);
    expect(workflowMermaid(tells)).toContain("Task · kim");
    expect(workflowScxml(tells)).toContain("tell");
    const { counts } = simulateWorkflow(tells, {
      ...{ contacts: [{ contact: contact() }], from: start, until: start + day, zone: "UTC" },
      random: () => 0.5,
    });
    expect(counts.outcomes).toEqual({ told: 1 });
  });
});
