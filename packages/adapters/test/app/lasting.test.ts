import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { euRules } from "@wellsent/consent/rules";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AppTemplate, type Secret, wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { sqliteStore } from "../../src/sqlite/index.js";
import { linkIn, news, programs, schema, secret, sender, single } from "./shop.js";

let templates: readonly AppTemplate[];
beforeAll(async () => {
  templates = await programs();
});
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wellsent-app-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function opened(given: Secret) {
  const email = memoryEmailTransport();
  const store = sqliteStore({ path: join(folder, "app.db") });
  const app = await wellsent({
    ...{ schema, sender, email, store, templates },
    secret: given,
    rules: [euRules],
  });
  return { app, acme: app.tenant("acme"), email };
}

function oneClick(link: string): Request {
  return new Request(link, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
}

const rotated: Secret = {
  current: { kid: "2", secret: "another-secret-of-the-tests-9876543210" },
  previous: [{ kid: "1", secret }],
};

describe("an app on a file", () => {
  it("goes on after a restart: who is known, what was sent, and links out there", async () => {
    const first = await opened(secret);
    const ann = await first.acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await first.acme.grant(single, ann);
    await first.acme.send(news, ann);
    await first.acme.drain();
    const link = linkIn(first.email.sent[0], "u");
    await first.app.close();

    const second = await opened(secret);
    const again = await second.acme.identify({ email: "ann@mail.example" });
    expect(again).toMatchObject({ contact: ann.contact, created: false });
    expect(await second.acme.send(news, again)).toMatchObject({ status: "known" });
    expect((await second.app.web(oneClick(link))).status).toBe(200);
    expect((await second.acme.send(news, again, { id: "2" })).reasons[0]).toMatch(/^WITHDRAWN/);
    await second.app.close();
  });

  it("refuses another secret under the same name before an address is written", async () => {
    const first = await opened(secret);
    await first.acme.identify({ email: "ann@mail.example" });
    await first.app.close();
    const second = await opened("another-secret-of-the-tests-9876543210");
    await expect(second.acme.identify({ email: "bob@mail.example" })).rejects.toMatchObject({
      code: "STORE_KEY_CHANGED",
    });
    await second.app.close();
  });

  it("refuses to go on without the former secret that denials hang on", async () => {
    const first = await opened(secret);
    await first.acme.identify({ email: "ann@mail.example" });
    await first.app.close();
    const second = await opened({ current: rotated.current });
    await expect(second.acme.identify({ email: "bob@mail.example" })).rejects.toMatchObject({
      code: "STORE_KEY_MISSING",
    });
    await second.app.close();
  });

  it("changes its secret: old links work, old denials hold, checkpoints go on", async () => {
    const first = await opened(secret);
    const ann = await first.acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    const bob = await first.acme.identify({ email: "bob@mail.example", jurisdiction: "FR" });
    for (const person of [ann, bob]) {
      await first.acme.grant(single, person);
      await first.acme.send(news, person);
    }
    await first.acme.drain();
    await first.acme.withdraw(bob);
    const checkpoint = await first.acme.checkpoint();
    const link = linkIn(first.email.sent[0], "u");
    await first.app.close();

    const second = await opened(rotated);
    expect((await second.acme.send(news, bob, { id: "2" })).reasons[0]).toMatch(/^WITHDRAWN/);
    expect(await second.acme.send(news, ann, { id: "2" })).toMatchObject({ queued: true });
    await second.acme.drain();
    const newLink = linkIn(second.email.sent[0], "u");
    expect(newLink).not.toBe(link);
    expect((await second.app.web(oneClick(link))).status).toBe(200);
    expect((await second.acme.send(news, ann, { id: "3" })).reasons[0]).toMatch(/^WITHDRAWN/);
    expect(await second.acme.checkpoint(checkpoint)).toContain("wellsent/acme");
    await second.app.close();
  });

  it("changes its secret in two steps, with a process that is one behind", async () => {
    const next = { kid: "2", secret: "another-secret-of-the-tests-9876543210" };
    const behind = await opened({ current: { kid: "1", secret }, previous: [next] });
    const ann = await behind.acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await behind.acme.grant(single, ann);
    const ahead = await opened(rotated);
    await ahead.acme.send(news, ann);
    await ahead.acme.drain();
    // Both write, and each knows the other's links and denials.
    const bob = await behind.acme.identify({ email: "bob@mail.example", jurisdiction: "FR" });
    expect((await ahead.acme.identify({ email: "bob@mail.example" })).contact).toBe(bob.contact);
    expect((await behind.app.web(oneClick(linkIn(ahead.email.sent[0], "u")))).status).toBe(200);
    for (const { acme } of [ahead, behind])
      expect((await acme.send(news, ann, { id: "2" })).reasons[0]).toMatch(/^(WITHDRAWN|ALREADY)/);
    await ahead.app.close();
    await behind.app.close();
  });

  it("ends a tick of all tenants where its caller does, and says nothing of tenants", async () => {
    const { app } = await opened(secret);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(app.tick({ signal })).rejects.toThrow("enough");
    await expect(app.drain({ signal })).rejects.toThrow("enough");
    await app.close();
  });

  it("lets links that are made under the new secret work for people from before", async () => {
    const first = await opened(secret);
    const ann = await first.acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await first.acme.grant(single, ann);
    await first.app.close();
    const second = await opened(rotated);
    await second.acme.send(news, ann);
    await second.acme.drain();
    expect((await second.app.web(oneClick(linkIn(second.email.sent[0], "u")))).status).toBe(200);
    expect((await second.acme.send(news, ann, { id: "2" })).reasons[0]).toMatch(/^WITHDRAWN/);
    await second.app.close();
  });

  it("works inside the host's transaction, and nothing stands where that is rolled back", async () => {
    const database = new DatabaseSync(join(folder, "host.db"));
    const store = sqliteStore({ database });
    const app = await wellsent({
      ...{ schema, sender, secret, store, templates },
      rules: [euRules],
    });
    const acme = app.tenant("acme");
    const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    const within = async (end: "commit" | "rollback") => {
      database.exec("begin immediate");
      const granted = await app.transaction(database, (joined) =>
        joined.tenant("acme").grant(single, ann),
      );
      database.exec(end);
      return granted.allowed;
    };
    expect(await within("rollback")).toBe(true);
    expect(await acme.send(news, ann)).toMatchObject({ status: "refused" });
    expect(await within("commit")).toBe(true);
    expect(await acme.send(news, ann)).toMatchObject({ status: "queued" });
    await app.close();
    database.close();
  });

  it("keeps mail in the queue where there is no transport", async () => {
    const store = sqliteStore({ path: join(folder, "queue.db") });
    const app = await wellsent({
      ...{ schema, sender, secret, store, templates },
      rules: [euRules],
    });
    const acme = app.tenant("acme");
    const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    await acme.grant(single, ann);
    await acme.send(news, ann);
    expect(await acme.drain()).toMatchObject({ email: null, withoutTransport: ["email"] });
    await app.close();
  });
});
