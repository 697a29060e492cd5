import { defineWorkflow, tenantId } from "@wellsent/core";
import { describe, expect, it } from "vitest";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { fakeEngine } from "../../src/testing/index.js";
import { schema } from "./boutique.js";

const tenant = tenantId("acme");
const templates = {
  hello: { text: "Hello, {firstName}", links: ["https://shop.example/{firstName}"] },
  ping: { channel: "sms", text: "Ping" },
} as const;
const greeting = defineWorkflow(schema, "greeting", (w) =>
  w
    .onEvent("order.placed")
    .send({ id: "hello" }, { purpose: "marketing.news" })
    .waitFor(
      { clicked: { id: "hello" }, timeout: "3d" },
      { yes: (path) => path.exit("clicked"), no: (path) => path.exit("silent") },
    ),
);

describe("fakes that fit together", () => {
  const placed = async (made: ReturnType<typeof fakeEngine<typeof schema>>) => {
    const { contact } = await made.engine.identify({
      tenant,
      email: "ann@mail.example",
      attributes: { firstName: "Ann" },
    });
    await made.engine.track({ tenant, contact, event: "order.placed", data: { total: 1 } });
    await made.engine.drain(tenant);
    return contact;
  };

  it("send, follow a link and hear of it", async () => {
    const made = fakeEngine({ schema, templates, workflows: [greeting] });
    const contact = await placed(made);
    expect(made.mails).toMatchObject([{ text: expect.stringContaining("Hello, Ann") }]);
    const link = /https:\/\/\S+\/click\/\S+/.exec(made.mails[0]?.text ?? "")?.[0] ?? "";
    made.clock.advanceBy(60_000);
    const headers = { "user-agent": "Firefox/140.0", "accept-language": "en" };
    const answer = await made.web(new Request(link, { headers }));
    expect(answer.headers.get("location")).toBe("https://shop.example/Ann");
    await made.engine.drain(tenant);
    const runs = await made.engine.store.readEnrollments({ tenant, contact });
    expect(runs.items).toMatchObject([{ outcome: "clicked" }]);
  });

  it("leave by one POST, and the gate refuses from then on", async () => {
    const made = fakeEngine({ schema, templates, workflows: [greeting] });
    const contact = await placed(made);
    const header = made.mails[0]?.headers.find(({ name }) => name === "List-Unsubscribe");
    const url = header?.value.slice(1, -1) ?? "";
    expect((await made.web(new Request(url))).status).toBe(200);
    const send = (id: string) =>
      made.engine.send({ tenant, contact, id, template: "hello", purpose: "marketing.news" });
    expect(await send("a")).toMatchObject({ status: "queued" });
    expect((await made.web(new Request(url, { method: "POST" }))).status).toBe(200);
    expect(await send("b")).toMatchObject({ status: "refused" });
    expect((await made.web(new Request("https://pages.example/m/click/forged"))).status).toBe(404);
  });

  it("send texts, start when told, and give way to what is given", async () => {
    const email = memoryEmailTransport({ id: "mine" });
    const made = fakeEngine({ schema, templates, email, gate: {}, at: "2027-01-01T00:00:00Z" });
    expect(made.engine.options.email?.id).toBe("mine");
    expect(made.clock.now()).toBe(Date.UTC(2027, 0, 1));
    const { contact } = await made.engine.identify({ tenant, phone: "+12025550123", key: "ann" });
    const send = { tenant, contact, id: "a", template: "ping", purpose: "marketing.news" } as const;
    expect(await made.engine.send(send)).toMatchObject({ status: "refused" });
    const open = fakeEngine({ schema, templates });
    const ann = await open.engine.identify({ tenant, phone: "+12025550123", key: "ann" });
    await open.engine.send({ ...send, contact: ann.contact });
    await open.engine.drain(tenant);
    expect(open.texts).toMatchObject([{ body: expect.stringContaining("Ping") }]);
  });
});
