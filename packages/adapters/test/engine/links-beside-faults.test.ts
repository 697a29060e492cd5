// Whoever follows a link out of a mail does not pay for the host's faults, nor read about them.
import { type Renderer, type Store, tenantId } from "@wellsent/core";
import { StoreError } from "@wellsent/core/errors";
import { describe, expect, it } from "vitest";
import { createWorld, renderer, tenant } from "./world.js";

const hour = 3_600_000;
const sound = { from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin" };

interface Faults {
  senderFor: () => typeof sound;
  store: Partial<Store>;
  render?: Renderer["render"];
}

/** A mail with a tracked link is out to somebody who agreed; then faults begin. */
async function mailed() {
  const faults: Faults = { senderFor: () => sound, store: {} };
  const logged: unknown[] = [];
  const world = createWorld({
    wrap: (store, transport) => ({
      transport,
      store: {
        ...store,
        readMessage: (...given) => (faults.store.readMessage ?? store.readMessage)(...given),
        readFacts: (...given) => (faults.store.readFacts ?? store.readFacts)(...given),
        ingest: (...given) => (faults.store.ingest ?? store.ingest)(...given),
      },
    }),
    renderer: {
      ...renderer,
      render: (request) => (faults.render ?? renderer.render)(request),
    },
    more: {
      senderFor: () => faults.senderFor(),
      logger: { log: (level, message, fields) => logged.push({ level, message, ...fields }) },
    },
  });
  const ann = await world.person("ann");
  await world.subscribe(ann);
  await world.buys(ann, "order-1");
  await world.engine.drain(tenant);
  world.clock.advanceBy(hour);
  const way = new URL(world.transport.sent[0]?.text.split("\n").at(-1) ?? "").pathname.slice(1);
  const visit = async (kind: string, method = "GET", end = "") => {
    const path = `${way.replace("unsubscribe", kind)}${end}`;
    const request = { method, path, query: {}, body: {}, locale: "en", at: world.clock.now() };
    const evidence = { method, userAgent: "a person's browser", acceptLanguage: "en" };
    const { status, headers, body } = await world.engine.respond(request, evidence);
    return { status, headers, body: String(body) };
  };
  return { ...world, faults, logged, visit, ann };
}

const wrongSenders: readonly (readonly [string, string, () => typeof sound])[] = [
  ["is wrong", "INPUT_SENDER", () => ({ ...sound, from: { address: "Shop secret@" } })],
  ["has no zone", "INPUT_TIME_ZONE", () => ({ ...sound, timeZone: "Mars/Secret" })],
  [
    "throws",
    "UNEXPECTED",
    () => {
      throw new Error("secret");
    },
  ],
];

describe.each(wrongSenders)("where the tenant's sender %s", (_, code, senderFor) => {
  it("the view in a browser says it cannot be shown now, and the operator hears why", async () => {
    const { faults, logged, visit } = await mailed();
    expect((await visit("view")).status).toBe(200);
    faults.senderFor = senderFor;
    const answer = await visit("view");
    expect(answer.status).toBe(503);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.body).toBe("This mail cannot be shown now. Please try again later.\n");
    const message = "A tenant's sender cannot be read.";
    expect(logged).toEqual([{ level: "error", message, tenant, code }]);
  });

  it("the way out and tracked links still work", async () => {
    const { faults, visit, store } = await mailed();
    faults.senderFor = senderFor;
    expect((await visit("unsubscribe")).status).toBe(200);
    expect(await visit("click", "GET", "/0")).toMatchObject({ status: 302 });
    const { size } = await store.readLedgerHead(tenantId("acme"));
    expect((await visit("unsubscribe", "POST")).status).toBe(200);
    expect((await store.readLedgerHead(tenant)).size).toBe(size + 1);
  });
});

describe("where the store fails", () => {
  const corrupt = async (): Promise<never> => {
    throw new StoreError("STORE_CORRUPT", "A row is damaged.");
  };
  const busy = async (): Promise<never> => {
    throw new StoreError("STORE_UNAVAILABLE", "The database is busy.");
  };

  it("a click that cannot be recorded leads on, and a pixel is a pixel", async () => {
    for (const store of [{ ingest: busy }, { readFacts: busy }, { readFacts: corrupt }]) {
      const { faults, logged, visit, engine, ann } = await mailed();
      await engine.record(tenant, [
        {
          ...{ id: "watch", type: "consent.granted", effectiveAt: 0 },
          ...{ contactPoint: `point-${ann}` as never, fields: { scope: {} } },
        },
      ]);
      faults.store = store;
      const click = await visit("click", "GET", "/0");
      expect(click).toMatchObject({ status: 302 });
      expect(click.headers["location"]).toBe("https://shop.example/thanks/ann");
      expect((await visit("open")).headers["content-type"]).toBe("image/gif");
      const message = "A click or an open could not be recorded.";
      const code = expect.stringMatching(/^STORE_/);
      const line = { level: "error", message, tenant, code };
      expect(logged).toEqual([line, line]);
    }
  });

  it("a mail that cannot be read is gone for its reader, and its way out works", async () => {
    const { faults, logged, visit } = await mailed();
    faults.store = { readMessage: corrupt };
    expect((await visit("view")).status).toBe(404);
    expect((await visit("click", "GET", "/0")).status).toBe(404);
    expect((await visit("unsubscribe", "POST")).status).toBe(200);
    expect(logged).toHaveLength(3);
  });
});

it("a template that throws keeps a mail from being shown, and says nothing of it", async () => {
  const { faults, logged, visit } = await mailed();
  faults.render = () => {
    throw new Error("secret");
  };
  const answer = await visit("view");
  expect(answer).toMatchObject({ status: 503, body: expect.not.stringContaining("secret") });
  const message = "A mail cannot be shown in a browser.";
  expect(logged).toEqual([{ level: "error", message, tenant, code: "UNEXPECTED" }]);
});
