// An issue of a newsletter, for everybody at nine on Tuesday where they live. The program ends in
// the middle and is started again: nobody gets the issue twice, and nobody is left out.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wellsent } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { euRules } from "@wellsent/consent/rules";
import { nextLocalTime } from "@wellsent/core";
import { simulatedClock } from "@wellsent/core/testing";
import { newsletter, newsletterForm, schema, sender, subscribers } from "./definitions.ts";

const clock = simulatedClock(Date.parse("2026-03-02T12:00:00Z")); // leave it out in production
const folder = mkdtempSync(join(tmpdir(), "wellsent-"));
const secret = randomBytes(32).toString("hex");    // kept with the database
const open = () => wellsent({
  secret, rules: [euRules], schema, sender, clock,
  templates: [newsletter], forms: [newsletterForm], segments: [subscribers],
  store: sqliteStore({ path: join(folder, "marketing.db") }),
  email: memoryEmailTransport({
    outcomes: ({ to, subject }) => {
      console.log(new Date(clock.now()).toISOString().slice(0, 16), to.address, subject);
      return { outcome: "accepted" };
    },
  }),
});

/** The issue's id makes it one message a person, however often this runs. */
const issue = { id: "2026-03-03", data: { title: "Acme Weekly 9", stories: ["A shop in Lyon"] } };
async function sendIssue({ tenant }: Awaited<ReturnType<typeof open>>, most = Infinity) {
  const statuses: string[] = [];
  for await (const contact of tenant("acme").members(subscribers)) {
    if (statuses.length === most) break;
    const zone = contact.timeZone?.name ?? sender.timeZone;
    const dueAt = nextLocalTime({ time: "09:00", days: ["tue"] }, zone, clock.now());
    const { status } = await tenant("acme").send(newsletter, contact, { ...issue, dueAt });
    statuses.push(status);
  }
  console.log(statuses.join(", "));
}
const first = await open();
for (const [name, timeZone] of [["ann", "Europe/Paris"], ["bob", "Indian/Reunion"]] as const) {
  const person = { email: `${name}@mail.example`, timeZone, jurisdiction: "FR" };
  await first.tenant("acme").grant(newsletterForm, await first.tenant("acme").identify(person));
}
await first.drain();                               // looks who is in the segment
await sendIssue(first, 1);                         // one of two, and the program ends
await first.close();

const second = await open();
await sendIssue(second);
clock.advanceTo(Date.parse("2026-03-03T05:00:00Z")); // Tuesday at nine on Réunion
await second.drain();                              // app.start() does so by itself
clock.advanceBy(3 * 3_600_000);                    // and in Paris
await second.drain();
await sendIssue(second);                           // once more, by mistake
await second.close();
rmSync(folder, { recursive: true });
