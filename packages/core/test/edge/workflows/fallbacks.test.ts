import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../src/definitions/index.js";
import {
  type Channel,
  checkWorkflow,
  contactPointId,
  type Decision,
  defineWorkflow,
} from "../../../src/index.js";
import { workflowMermaid } from "../../../src/workflows/diagram/index.js";
import { refusedAtEntry, transition } from "../../../src/workflows/index.js";
import {
  contact,
  context,
  enrolled,
  facts,
  held,
  hour,
  no,
  send,
  start,
  workflow,
  yes,
} from "./fixtures.js";
import { missYou, schema } from "./schema-fixture.js";

const text = { id: "text", channel: "sms", purpose: "service.account" } as const;
const plain = { id: "plain", messageClass: "service" } as const;
const definition = defineWorkflow(schema, "win-back", (w) =>
  w.onRequest().send(missYou, {
    ...{ purpose: "marketing.newsletter", topic: "offers", id: "hello" },
    fallbacks: [text, plain],
  }),
);

function point(id: string, channel: Channel) {
  return { id: contactPointId(id), channel, address: id, fingerprints: [] };
}
const points = [point("m-1", "email"), point("m-2", "email"), point("s-1", "sms")];

/** What each question is answered: by the address, and the purpose where two ask about one. */
function pass(answers: Readonly<Record<string, Decision>>, own = points) {
  const asked: string[] = [];
  const result = transition(
    definition,
    enrolled(definition),
    [],
    facts({ contact: contact({ points: own }) }),
    context(start, {
      decide: ({ contactPoint, purpose, topic, messageClass }) => {
        asked.push([contactPoint, purpose, topic, messageClass].join(" "));
        return (
          answers[`${contactPoint} ${messageClass}`] ?? answers[contactPoint] ?? no("WITHDRAWN")
        );
      },
    }),
  );
  return { ...result, asked };
}

describe("the fallbacks of a send", () => {
  it("are tried in order after every address, each by its own channel, purpose and class", () => {
    const { effects, asked } = pass({ "m-2 service": yes });
    expect(asked).toEqual([
      "m-1 marketing.newsletter offers marketing",
      "m-2 marketing.newsletter offers marketing",
      "s-1 service.account  marketing",
      "m-1 marketing.newsletter offers service",
      "m-2 marketing.newsletter offers service",
    ]);
    expect(effects).toMatchObject([
      {
        ...{ kind: "send", node: "hello", key: "e:0:0", template: "plain", contactPoint: "m-2" },
        ...{ channel: "email", messageClass: "service", topic: "offers" },
        refused: [
          { template: "miss-you", channel: "email", reasons: [{}, {}] },
          { template: "text", channel: "sms", topic: null, reasons: [{ code: "WITHDRAWN" }] },
        ],
      },
      { kind: "exited" },
    ]);
  });

  it("are not asked about where the message itself is permitted", () => {
    const { effects, asked } = pass({ "m-1": yes });
    expect(asked).toHaveLength(1);
    expect(effects[0]).toMatchObject({ kind: "send", template: "miss-you" });
    expect(effects[0]).not.toHaveProperty("refused");
  });

  it("stay aside where waiting is all it takes", () => {
    const { effects, asked, enrollment } = pass({ "m-1": held(start + hour), "s-1": yes });
    expect(effects).toMatchObject([{ kind: "defer", template: "miss-you", until: start + hour }]);
    expect(enrollment.wakeAt).toBe(start + hour);
    expect(asked).toHaveLength(2);
  });

  it("wait themselves where a time is all that holds them", () => {
    const { effects } = pass({ "s-1": held(start + hour) });
    expect(effects).toMatchObject([{ kind: "defer", template: "text", until: start + hour }]);
  });

  it("are all told of where nothing is permitted, under one key", () => {
    const { effects, log } = pass({}, [point("m-1", "email")]);
    expect(effects).toMatchObject([
      {
        ...{ kind: "skip", key: "e:0:0", template: "miss-you", reasons: [{ code: "WITHDRAWN" }] },
        refused: [
          { template: "text", reasons: [{ code: "NO_CONTACT_POINT" }] },
          { template: "plain", reasons: [{ code: "WITHDRAWN" }] },
        ],
      },
      { kind: "exited" },
    ]);
    expect(log[0]?.detail).toMatchObject({
      effects: [{ refused: [{}, { template: "plain" }] }, {}],
    });
  });

  it("let a contact in for whom only a fallback is permitted", () => {
    const decide = ({ contactPoint }: { readonly contactPoint: string }) =>
      contactPoint === "s-1" ? yes : no("WITHDRAWN");
    const enters = (own: typeof points) =>
      refusedAtEntry(definition, contact({ points: own }), start, decide);
    expect(enters(points)).toEqual([]);
    expect(enters(points.slice(0, 2))).not.toEqual([]);
  });

  it("are the value their JSON gives, drawn, and checked like a send", () => {
    expect(parseWorkflow(JSON.parse(JSON.stringify(definition)))).toEqual(definition);
    expect(workflowMermaid(definition)).toContain("miss-you, else text, else plain");
    const node = { ...send("a"), fallbacks: [{ template: "b" }, { template: "c", purpose: "x" }] };
    const findings = checkWorkflow(workflow({ a: node as never }), {
      templates: ["a", "b"],
      purposes: { "marketing.newsletter": {} },
    });
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "UNKNOWN_PURPOSE nodes.a.fallbacks[1].purpose",
      "UNKNOWN_TEMPLATE nodes.a.fallbacks[1].template",
    ]);
  });
});
