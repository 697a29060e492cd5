// A newsletter for everybody at nine on Tuesday where they live. The program ends in the middle of
// an issue and is started again: nobody gets the issue twice, and nobody is left out.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wellsent } from "@wellsent/adapters/app";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { euRules } from "@wellsent/consent/rules";
import { simulatedClock } from "@wellsent/core/testing";
import {
  desk, issue, newsletter, newsletterForm, printer, schema, sender, subscribers, tuesdays,
} from "./definitions.ts";

const clock = simulatedClock(Date.parse("2026-03-01T12:00:00Z")); // leave it out in production
const folder = mkdtempSync(join(tmpdir(), "wellsent-"));
const secret = randomBytes(32).toString("hex");    // kept with the database

/** What your program does at every start: the series is the same one each time. */
async function open() {
  const app = await wellsent({
    secret, rules: [euRules], schema, sender, clock,
    templates: [newsletter], forms: [newsletterForm], segments: [subscribers],
    store: sqliteStore({ path: join(folder, "marketing.db") }),
    email: printer(clock.now),
  });
  const acme = app.tenant("acme");
  const weekly = await acme.series({
    id: "weekly", recurrence: tuesdays, campaign: issue,
    content: ({ issue }) => desk(issue), approval: "none",
  });
  return { app, acme, weekly };
}

/** `app.start()` does so by itself, with the machine's clock. */
async function until(time: string, acme: Awaited<ReturnType<typeof open>>["acme"]) {
  await acme.drain();
  for (let next = await acme.nextWork(); next !== null && next <= Date.parse(time); ) {
    clock.advanceTo(Math.max(next, clock.now()));
    await acme.drain();
    next = await acme.nextWork();
  }
  clock.advanceTo(Date.parse(time));
}

const first = await open();
for (const [name, timeZone] of [["ann", "Europe/Paris"], ["bob", "Indian/Reunion"]] as const) {
  const person = { email: `${name}@mail.example`, timeZone, jurisdiction: "FR" };
  await first.acme.grant(newsletterForm, await first.acme.identify(person));
}
await until("2026-03-03T06:00:00Z", first.acme);   // Tuesday at nine on Réunion has passed
await first.app.close();                           // and the program ends

const second = await open();
await until("2026-03-11T00:00:00Z", second.acme);  // Paris, and a week without news
for await (const { issue, campaign, why } of second.weekly.issues())
  console.log(issue, campaign ?? why);
await second.app.close();
rmSync(folder, { recursive: true });
