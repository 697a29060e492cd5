// A letter to all at nine where they live; its price is wrong. It is stopped, mended, and goes on.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wellsent } from "@wellsent/adapters/app";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { euRules } from "@wellsent/consent/rules";
import { simulatedClock } from "@wellsent/core/testing";
import * as defined from "./definitions.ts";

const { by, correcting, customers, letterWith, mended, newsForm, sorry, spring } = defined;
const clock = simulatedClock(Date.parse("2026-05-04T12:00:00Z")); // leave it out in production
const folder = mkdtempSync(join(tmpdir(), "wellsent-"));
const secret = randomBytes(32).toString("hex");    // kept with the database

/** What your program does at every start. */
const open = () => wellsent({
  secret, rules: [euRules], schema: defined.schema, sender: defined.sender, clock,
  templates: [spring, mended, sorry], forms: [newsForm], segments: [customers],
  store: sqliteStore({ path: join(folder, "marketing.db") }), email: defined.printer(clock.now),
});
/** `app.start()` does so by itself, with the machine's clock. */
async function until(time: string, app: Awaited<ReturnType<typeof open>>) {
  const acme = app.tenant("acme");
  for (let next = await acme.nextWork(); next !== null && next <= Date.parse(time); ) {
    clock.advanceTo(Math.max(next, clock.now()));
    await acme.drain();
    next = await acme.nextWork();
  }
  clock.advanceTo(Date.parse(time));
}
const first = await open();
const acme = first.tenant("acme");
for (const [name, timeZone, agrees] of defined.people) {
  const email = `${name}@mail.example`;
  const contact = await acme.identify({ email, timeZone, jurisdiction: "FR" });
  if (agrees) await acme.grant(newsForm, contact);
}
await acme.drain();                                // fills the segment
const campaign = await acme.campaign(letterWith(spring));
console.log(await campaign.check(), (await campaign.preview()).refused);
await campaign.approve({ by });
await campaign.schedule({ expect: 3 });
await until("2026-05-05T05:30:00Z", first);        // nine on Réunion has passed
const { out, left } = await campaign.pause();      // somebody has seen the price
console.log({ out, left });
await first.close();
const second = await open();
const again = second.tenant("acme").campaigns.get(campaign.id);
await again.edit({ content: letterWith(mended).content });
await again.approve({ by });
await again.resume();
const correction = await second.tenant("acme").campaign(correcting(campaign.id));
console.log(await correction.check(), (await correction.preview()).people);
await correction.approve({ by });
await correction.start({ expect: 1 });
await until("2026-05-06T00:00:00Z", second);       // nine on Guadeloupe
await second.close();
rmSync(folder, { recursive: true });
