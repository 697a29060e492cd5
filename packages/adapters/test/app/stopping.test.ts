// A process that is told to end while a provider does not answer.
import { euRules } from "@wellsent/consent/rules";
import type { EmailTransport } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { type AppTemplate, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});

async function hanging() {
  let begun: () => void = () => undefined;
  const handedOver = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const { capabilities } = memoryEmailTransport();
  const email: EmailTransport = {
    ...{ specVersion: 1, id: "hanging", channel: "email" },
    capabilities: { ...capabilities, batch: false },
    send: () => {
      begun();
      return new Promise<never>(() => undefined);
    },
  };
  const clock = simulatedClock(Date.UTC(2026, 2, 2, 11));
  const app = await wellsent({
    ...{ secret, schema, sender, email, templates, clock },
    ...{ forms: [single], rules: [euRules] },
  });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
  await acme.grant(single, ann);
  clock.advanceBy(1_000);
  await acme.send(news, ann);
  return { app, handedOver };
}

describe("an app that stops", () => {
  it("ends at its deadline beside a transport that hangs, and says what it left", async () => {
    const { app, handedOver } = await hanging();
    app.start({ everyMs: 1, graceMs: 60_000 });
    await handedOver;
    expect(await app.stop({ deadlineMs: 10 })).toMatchObject({
      left: [{ tenant: "acme", channel: "email", keys: [expect.stringMatching(/^news:/)] }],
    });
  });

  it("has nothing to leave where nothing was begun", async () => {
    const { app } = await hanging();
    expect(await app.stop({ deadlineMs: 10 })).toEqual({ left: [] });
    expect(await app.stop()).toEqual({ left: [] });
  });
});
