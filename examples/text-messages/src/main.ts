// Text messages: somebody agrees, gets one, and answers STOP. Then nothing more is sent.
import { randomBytes } from "node:crypto";
import { wellsent } from "@wellsent/adapters/app";
import { systemClock, systemRandom } from "@wellsent/adapters/in-process";
import { memorySmsTransport } from "@wellsent/adapters/memory";
import { confirmStop, readKeyword, stopTexts } from "@wellsent/consent";
import { emptyProjection, normalizeAddress, projectionFromJson } from "@wellsent/consent/ledger";
import { euRules, frRules } from "@wellsent/consent/rules";
import { alert, alertsForm, schema, sender, stopped } from "./definitions.ts";

const sms = memorySmsTransport();                  // keeps texts; your provider's sends them
const clock = systemClock();
const app = await wellsent({
  secret: randomBytes(32).toString("hex"),
  rules: [euRules, frRules], schema, sender, templates: [alert, stopped], forms: [alertsForm],
  sms, clock,
});
const acme = app.tenant("acme");

/** Your webhook: verify the provider's signature first. A text that is posted twice counts once. */
async function onText(text: { id: string; from: string; body: string }) {
  const { keyword } = readKeyword(text.body);
  if (keyword !== "stop") return keyword;          // START and HELP: docs/guides/text-messages.md
  const { engine } = app;
  const lookup = { channel: "sms", address: normalizeAddress("sms", text.from) } as const;
  const contact = await engine.store.readContact({ tenant: acme.id, lookup });
  const point = contact?.points.find(({ address }) => address === lookup.address);
  if (contact === null || point === undefined) return "nobody has this number";
  const where = { tenant: acme.id, contactPoint: point.id };
  const known = await engine.store.readConsent(where);
  const before = (known && projectionFromJson(known.projection)) ?? emptyProjection;
  const now = clock.now();
  const by = { ids: { next: () => `sms_${text.id}` }, random: systemRandom, now };
  const stop = stopTexts(by, { contactPoint: point.id });
  await acme.record([stop]);                       // from here on nothing is sent
  const confirmation = confirmStop(before, { stop, now });
  if (confirmation === undefined) return "stopped before";
  const answer = { template: stopped.id, purpose: stopped.purpose, ...confirmation } as const;
  await engine.send({ tenant: acme.id, contact: contact.id, ...answer });
  return "stopped";
}

const phone = "+33612345678";
const ann = await acme.identify({ phone, attributes: { firstName: "Ann" }, jurisdiction: "FR" });
console.log("before she agreed:", (await acme.send(alert, ann)).reasons[0]);
await acme.grant(alertsForm, ann, { evidence: { counter: "Lyon 3" } });
console.log("after:", (await acme.send(alert, ann)).status);
await app.drain();
console.log("STOP:", await onText({ id: "in-1", from: "+33 6 12 34 56 78", body: "Stop, merci" }));
console.log("and again:", await onText({ id: "in-2", from: phone, body: "STOP" }));
await app.drain();
for (const { to, body } of sms.sent) console.log(to, JSON.stringify(body));
console.log("next week:", (await acme.send(alert, ann, { id: "week-2" })).reasons[0]);
await app.close();
