// Text messages: somebody agrees, gets one, and answers STOP. Then nothing more is sent.
import { randomBytes } from "node:crypto";
import { wellsent } from "@wellsent/adapters/app";
import { memorySmsTransport } from "@wellsent/adapters/memory";
import { euRules, frRules } from "@wellsent/consent/rules";
import { alert, alertsForm, schema, sender, stopped } from "./definitions.ts";

const sms = memorySmsTransport();                  // keeps texts; your provider's sends them
const app = await wellsent({
  secret: randomBytes(32).toString("hex"),
  rules: [euRules, frRules], schema, sender, templates: [alert, stopped],
  forms: [alertsForm], sms,
});
const acme = app.tenant("acme");

/** Your webhook: verify the provider's signature first. A text that is posted twice counts once. */
async function onText(text: { id: string; from: string; body: string }) {
  const { takenAs, answer } = await acme.receiveText(text);
  return answer === null ? `${takenAs}, met with silence` : `${takenAs}, confirmed`;
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
