import { defineWorkflow, type MessageClass } from "@wellsent/core";
import { fakeRenderer } from "@wellsent/core/testing";
import { describe, expect, it } from "vitest";
import { createWorld, schema, tenant } from "./world.js";

const classes = [
  "marketing",
  "service",
  "transactional",
  "confirmation_request",
  "legal_notice",
] as const satisfies readonly MessageClass[];

/** What a template of each class may be sent as. */
const permitted: Readonly<Record<MessageClass, readonly MessageClass[]>> = {
  marketing: ["marketing"],
  service: ["marketing", "service"],
  transactional: ["marketing", "service", "transactional"],
  confirmation_request: ["marketing", "service", "confirmation_request"],
  legal_notice: ["marketing", "service", "legal_notice"],
};

function template(messageClass: MessageClass) {
  return fakeRenderer({ mail: { text: "Hello", messageClass } });
}

function readCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

describe.each(classes)("a template of class %s", (own) => {
  const asked = classes.map((messageClass) => ({
    messageClass,
    fits: permitted[own].includes(messageClass),
  }));

  it.each(asked)("is sent as $messageClass: $fits", async ({ messageClass, fits }) => {
    const { engine, person } = createWorld({ renderer: template(own), workflows: [] });
    const contact = await person("ann");
    const send = { tenant, contact, id: "one", template: "mail", purpose: "news" } as const;
    const answer = await engine.send({ ...send, messageClass }).then(() => "taken", readCode);
    expect(answer).toBe(fits ? "taken" : "INPUT_CLASS_LAXER");
  });

  it.each(asked)("is a step's $messageClass: $fits", ({ messageClass, fits }) => {
    const step = defineWorkflow(schema, "w", (w) =>
      w.onEvent("order.placed").send({ id: "mail" }, { purpose: "news", messageClass }),
    );
    const made = () => createWorld({ renderer: template(own), workflows: [step] });
    if (fits) expect(made).not.toThrow();
    else expect(made).toThrow(expect.objectContaining({ code: "DEFINITION_CLASS_LAXER" }));
  });

  it.each(asked)("is claimed for what waits as $messageClass: $fits", async (one) => {
    const { messageClass, fits } = one;
    let current = template(messageClass);
    const made = createWorld({
      renderer: {
        ...current,
        template: (...given) => current.template(...given),
        render: (...given) => current.render(...given),
      },
      workflows: [],
    });
    const contact = await made.person("ann");
    await made.subscribe(contact);
    await made.engine.send({ tenant, contact, id: "one", template: "mail", purpose: "news" });
    current = template(own);
    await made.engine.drain(tenant);
    const { items } = await made.store.readOutbox({ tenant });
    expect(items.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      fits ? [] : ["CLASS_LAXER"],
    ]);
    expect(made.transport.sent).toHaveLength(fits ? 1 : 0);
  });
});

describe("a purpose that the schema does not have", () => {
  const asking = async (more: object, own: object = {}) => {
    const fake = template("marketing");
    const info = fake.template("mail");
    const renderer = { ...fake, template: () => info && { ...info, ...own } };
    const { engine, person, store } = createWorld({ renderer, workflows: [] });
    const contact = await person("ann");
    const send = { tenant, contact, id: "one", template: "mail", ...more };
    const error: unknown = await engine.send(send).catch((thrown: unknown) => thrown);
    return { error, written: await store.countOutbox(tenant) };
  };

  it.each([
    ["named by the caller", { purpose: "newz" }, {}, "purpose"],
    ["named by the template", {}, { purpose: "newz" }, "purpose"],
    ["a member of every object", { purpose: "constructor" }, {}, "purpose"],
    ["no text", { purpose: 5 }, {}, "purpose"],
    ["a topic of no purpose", { purpose: "news", topic: "ofers" }, {}, "topic"],
    ["a topic of another purpose", { purpose: "orders", topic: "offers" }, {}, "topic"],
  ])("is refused by name: %s", async (_name, more, own, path) => {
    const { error, written } = await asking(more, own);
    expect(error).toMatchObject({ name: "InputError", code: "INPUT_PURPOSE", path });
    expect(written).toEqual([]);
  });

  it("is no fault of one that it has, with its topic", async () => {
    const { error } = await asking({ purpose: "news", topic: "offers" });
    expect(error).toMatchObject({ status: "refused" });
  });

  it("leaves an id that is no text no way in", async () => {
    const { error } = await asking({ purpose: "news", id: 5 });
    expect(error).toMatchObject({ code: "INPUT_SEND_ID", path: "id" });
    const faults = [
      ["", "is empty"],
      ["a".repeat(31), "has 31 characters"],
      ["a_b", "other characters than letters, digits and hyphens"],
    ];
    for (const [id, message] of faults) {
      const { error: other } = await asking({ purpose: "news", id });
      expect(other).toMatchObject({
        code: "INPUT_SEND_ID",
        message: expect.stringContaining(message ?? ""),
      });
    }
  });
});
