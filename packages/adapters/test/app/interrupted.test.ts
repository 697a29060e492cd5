// A process that dies at any call of its store, before or after the call's effect, and the next one
// on the same data that is asked for the same again.
import { euRules } from "@wellsent/consent/rules";
import type { Store } from "@wellsent/core";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport, memoryStore } from "../../src/memory/index.js";
import { double, linkIn, news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

type When = "before" | "after";

/** A store whose user dies at this call from now on; `Infinity`: never. */
function mortal(store: Store) {
  let left = Number.POSITIVE_INFINITY;
  let when: When = "before";
  const dying = new Proxy(store, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== "function" || name === "close") return value;
      return async (...args: unknown[]) => {
        left -= 1;
        const dies = left < 0;
        if (dies && when === "before") throw new Error("killed");
        const result: unknown = await Reflect.apply(value, target, args);
        if (dies) throw new Error("killed");
        return result;
      };
    },
  });
  const dieAt = (call: number, at: When): void => {
    [left, when] = [call, at];
  };
  return { dying, dieAt };
}

async function opened(store: Store) {
  const email = memoryEmailTransport();
  const app = await wellsent({
    ...{ secret, schema, sender, email, store, templates },
    rules: [euRules],
  });
  return { app, acme: app.tenant("acme"), email };
}

/** Every place at which it can die, until it gets through. */
async function everywhere(
  begin: (store: Store) => Promise<{
    readonly act: () => Promise<unknown>;
    readonly after: (died: boolean) => Promise<void>;
    readonly dieAt: (call: number, at: When) => void;
  }>,
): Promise<number> {
  let places = 0;
  for (const at of ["before", "after"] as const) {
    for (let call = 0; ; call += 1) {
      const { act, after, dieAt } = await begin(memoryStore());
      dieAt(call, at);
      const died = await act().then(
        () => false,
        () => true,
      );
      await after(died);
      if (!died) break;
      places += 1;
    }
  }
  return places;
}

describe("an app whose process dies", () => {
  it("in an erasure erases under the same case when it is asked again", async () => {
    const places = await everywhere(async (store) => {
      const { dying, dieAt } = mortal(store);
      const first = await opened(dying);
      const ann = await first.acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
      await first.acme.grant(single, ann, { evidence: { ip: "192.0.2.7" } });
      await first.acme.send(news, ann);
      await first.acme.drain();
      return {
        dieAt,
        act: () => first.acme.erase(ann, { case: "ticket-1" }),
        after: async () => {
          const { acme, app } = await opened(store);
          expect(await acme.erase(ann, { case: "ticket-1" })).toMatchObject({ complete: true });
          expect(await acme.contact(ann)).toBeNull();
          const { items } = await app.engine.store.readLedger({ tenant: acme.id, limit: 200 });
          expect(items.filter(({ type }) => type === "dsr.responded").length).toBeGreaterThan(0);
          expect(JSON.stringify(items)).not.toContain("192.0.2.7");
          const again = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
          await acme.grant(single, again);
          expect(await acme.send(news, again, { id: "2" })).toMatchObject({ queued: false });
        },
      };
    });
    expect(places).toBeGreaterThan(20);
  });

  it("in a double opt-in asks again, and the mailbox can answer", async () => {
    const places = await everywhere(async (store) => {
      const { dying, dieAt } = mortal(store);
      const first = await opened(dying);
      const ann = await first.acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
      return {
        dieAt,
        act: () => first.acme.grant(double, ann),
        after: async () => {
          const { acme, app, email } = await opened(store);
          expect(await acme.grant(double, ann)).toMatchObject({ status: "asked" });
          await acme.drain();
          expect(email.sent.length).toBeLessThanOrEqual(2);
          const link = linkIn(email.sent.at(-1), "c");
          const body = new URLSearchParams({ action: "confirm" });
          expect((await app.web(new Request(link, { method: "POST", body }))).status).toBe(200);
          expect(await acme.send(news, ann)).toMatchObject({ queued: true });
        },
      };
    });
    expect(places).toBeGreaterThan(4);
  });
});
