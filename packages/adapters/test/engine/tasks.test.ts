import { storeHolder } from "@wellsent/consent/rights";
import { type ContactId, defineWorkflow, type SendOutcome, type Store } from "@wellsent/core";
import type { EngineOptions } from "@wellsent/core/engine";
import { TransportError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { createWorld, recordingTransport, schema, start, tenant } from "./world.js";

const tells = defineWorkflow(schema, "tells", (w) =>
  w
    .onEvent("order.placed", { reentry: "always" })
    .notify({
      ...{ title: "Call\nthem", text: "A large order.", owner: "kim", due: "2d", mail: true },
      ...{ attributes: ["plan"], data: ["total"] },
    })
    .exit("told"),
);

/** What a transport says of the mail. */
function failing(retry: "after" | "never", ref: string): SendOutcome {
  const error = new TransportError("network", "Nobody is there.", {
    ...{ transport: "recording", scope: "provider", retry },
  });
  return { outcome: "failed", ref, error };
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ path: ":memory:" })],
] satisfies [string, () => Store][])("tasks for colleagues over the %s store", (_name, create) => {
  const scene = async (
    colleagues: NonNullable<EngineOptions<typeof schema>["colleagues"]>,
    more: Partial<EngineOptions<typeof schema>> = {},
  ) => {
    const world = createWorld({
      ...{ store: create(), workflows: [tells], more: { colleagues, ...more } },
    });
    const ann: ContactId = await world.person("ann", { attributes: { plan: "pro" } });
    await world.buys(ann, "1");
    const task = async () => (await world.store.readTasks({ tenant })).items[0];
    return { ...world, ann, task };
  };

  it("are made once, and told to their owner by mail, never to the contact", async () => {
    const { engine, transport, task, ann } = await scene((owner) => `${owner}@desk.example`);
    await engine.drain(tenant);
    const { mail, contact, title, dueAt, details } = (await task()) ?? {};
    expect({ mail, contact, title, dueAt, details }).toEqual({
      ...{ mail: "SENT", contact: ann, title: "Call\nthem", dueAt: start + 2 * 86_400_000 },
      details: { plan: "pro", total: 1200 },
    });
    expect(transport.sent.map(({ to }) => to)).toEqual(["kim@desk.example"]);
    expect(transport.sent[0]?.text).toMatch(/A large order\.\nDue: .*\nContact: .*\ntotal: 1200/);
    expect(transport.sent[0]?.text).not.toContain("ann@");
    await engine.drain(tenant);
    expect(transport.sent).toHaveLength(1);
  });

  it("are part of what a person is told that is stored of them, done or not", async () => {
    const { engine, store, clock, ann, buys, task } = await scene(() => null);
    await engine.drain(tenant);
    const first = await task();
    const change = { done: { by: "kim" } };
    const key = first?.key ?? expect.fail("a task");
    await store.changeTask({ tenant, now: clock.now(), key, change });
    await buys(ann, "2");
    await engine.drain(tenant);
    const holder = storeHolder({ engine, tenant, clock, ids: { next: () => "x" } });
    const { workflows = [] } = await holder.export({ contact: ann, points: [] });
    const held = workflows.flatMap((one) =>
      typeof one === "object" && one !== null && "title" in one ? [one] : [],
    );
    expect(held).toMatchObject([
      { state: "open", details: { total: 1200 } },
      { state: "done", doneBy: "kim" },
    ]);
  });

  it("stand without a mail where their owner has no address", async () => {
    const { engine, transport, task } = await scene(() => null);
    await engine.drain(tenant);
    expect((await task())?.mail).toBe("NO_ADDRESS");
    expect(transport.sent).toEqual([]);
  });

  it("are told again after a failure that passes, and not after one that does not", async () => {
    let attempts = 0;
    const { engine, transport, task, clock } = await scene(async (owner) => {
      attempts += 1;
      if (attempts === 1) throw new Error("The directory is down.");
      return `${owner}@desk.example`;
    });
    await engine.drain(tenant);
    expect((await task())?.mail).toBe("WAITING");
    const next = await engine.nextWork(tenant);
    expect(next).toBeGreaterThan(clock.now());
    clock.advanceTo(next ?? 0);
    await engine.drain(tenant);
    expect((await task())?.mail).toBe("SENT");
    expect(transport.sent).toHaveLength(1);

    const never = await scene(() => "kim@desk.example", {
      email: recordingTransport(clock, ({ ref }) => failing("never", ref)),
    });
    await never.engine.drain(tenant);
    expect((await never.task())?.mail).toBe("TRANSPORT_NETWORK");
  });

  it("give up on a mail in the end, and stand", async () => {
    const { engine, task, clock } = await scene(() => "kim@desk.example", {
      email: recordingTransport(createWorld({}).clock, ({ ref }) => failing("after", ref)),
    });
    for (let hours = 0; hours < 80; hours += 1) {
      await engine.drain(tenant);
      clock.advanceBy(3_600_000);
    }
    expect((await task())?.mail).toBe("EXPIRED");
    expect(await engine.nextWork(tenant)).toBeNull();
  });
});

it("an engine without addresses refuses a workflow that mails to colleagues", () => {
  expect(() => createWorld({ workflows: [tells] })).toThrow(
    expect.objectContaining({ code: "DEFINITION_COLLEAGUES" }),
  );
});
