import { euRules } from "@wellsent/consent/rules";
import { describe, expect, it } from "vitest";
import { wellsent } from "../../src/app/index.js";
import { memoryEmailTransport } from "../../src/memory/index.js";
import { confirm, double, news, receipt, schema, secret, sender, single } from "./shop.js";

function made() {
  const email = memoryEmailTransport();
  const app = wellsent({
    ...{ secret, schema, sender, email },
    rules: [euRules],
    templates: [news, receipt, confirm],
    forms: [single, double],
  });
  return { app, email };
}

describe("an app", () => {
  it("refuses without permission, sends with it, and says once what was sent before", async () => {
    const { app, email } = made();
    const acme = (await app).tenant("acme");
    const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
    const refused = await acme.send(news, ann);
    expect(refused).toMatchObject({ queued: false, status: "refused" });
    expect(refused.reasons[0]).toBe("NO_CONSENT: Directive 2002/58/EC Art. 13(1)");
    expect(await acme.grant(single, ann)).toMatchObject({
      status: "granted",
      allowed: true,
      reasons: [],
    });
    expect(await acme.send(news, ann)).toMatchObject({ queued: true, reasons: [] });
    expect(await acme.send("news", ann)).toMatchObject({ status: "known" });
    await acme.drain();
    expect(email.sent).toHaveLength(1);
  });

  it("asks the mailbox by a form in double mode, and its answer counts", async () => {
    const { app, email } = made();
    const { web, tenant } = await app;
    const acme = tenant("acme");
    const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "DE" });
    const granted = await acme.grant(double, ann, { evidence: { ip: "192.0.2.7" } });
    expect(granted).toMatchObject({ status: "asked", allowed: false });
    await acme.drain();
    const link = /https:\/\/shop\.example\/m\/c\/[^"]+/.exec(email.sent[0]?.html ?? "")?.[0];
    expect(email.sent).toHaveLength(1);
    const page = await (await web(new Request(String(link)))).text();
    expect(page).toContain("<form");
    expect(await acme.send(news, ann)).toMatchObject({ queued: false });
  });
});
