// Three mails in nine days, to people in different zones: one reads on, one orders, one leaves.
import { randomBytes } from "node:crypto";
import { wellsent } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { euRules } from "@wellsent/consent/rules";
import { simulatedClock } from "@wellsent/core/testing";
import * as defined from "./definitions.ts";

const { newsForm, offer, schema, subscribers, tips, welcome, welcomeSeries } = defined;
const clock = simulatedClock(Date.parse("2026-03-02T22:30:00Z")); // leave it out in production
const day = 86_400_000;
const time = () => new Date(clock.now()).toISOString().slice(0, 16);
const email = memoryEmailTransport({
  outcomes: ({ to, subject }) => {
    console.log(time(), to.address.padEnd(17), subject);
    return { outcome: "accepted" };
  },
});
const app = await wellsent({
  secret: randomBytes(32).toString("hex"),
  rules: [euRules], schema, templates: [welcome, tips, offer], forms: [newsForm],
  segments: [subscribers], workflows: [welcomeSeries], email, clock,
  sender: {
    from: "hello@acme.example", name: "Acme",
    timeZone: "Europe/Paris", pages: "https://acme.example/m/",
  },
});
const acme = app.tenant("acme");

async function signUp(name: string, timeZone: string) {
  const person = await acme.identify({
    email: `${name.toLowerCase()}@mail.example`, attributes: { firstName: name },
    timeZone, jurisdiction: "FR",
  });
  await acme.grant(newsForm, person);
  return person;
}
/** What `app.start()` does by itself, in a second instead of days. */
async function passUntil(end: number) {
  for (let next: number | null = clock.now(); next !== null && next <= end; ) {
    clock.advanceTo(next);
    await acme.drain();
    next = await acme.nextWork();
  }
  clock.advanceTo(end);
}

const ann = await signUp("Ann", "Europe/Paris");
const bob = await signUp("Bob", "Indian/Reunion"); // half past two at night
const cleo = await signUp("Cleo", "America/Guadeloupe"); // here it is half past six
await passUntil(clock.now() + 1 * day);
await acme.withdraw(cleo, { purpose: "marketing.news" });
await passUntil(clock.now() + 4 * day);
await acme.track("order.placed", bob, { total: 40 }, { id: "order-7" });
await passUntil(clock.now() + 9 * day);
for (const person of [ann, bob, cleo])
  console.log((await acme.explain(person))?.sentences.find((line) => line.startsWith("Workflow")));
