import { systemClock, systemRandom } from "@wellsent/adapters/in-process";
import { memoryEmailTransport, memoryStore } from "@wellsent/adapters/memory";
import {
  consentGate,
  consentPages,
  noticeDigest,
  publishNotice,
  requestConsent,
  suppressionKeys,
} from "@wellsent/consent";
import { eu } from "@wellsent/consent/rules";
import { defineSchema, tenantId } from "@wellsent/core";
import { createEngine, sortableIds } from "@wellsent/core/engine";
import { templateRenderer } from "@wellsent/templates";
import { compileTemplate } from "@wellsent/templates/compile";
import * as z from "zod";
import { news, wording } from "./news.ts";

const [clock, random, tenant, purpose] = [systemClock(), systemRandom, tenantId("acme"), "marketing.news"] as const;
const schema = defineSchema({ attributes: z.object({ firstName: z.string().optional() }), purposes: { [purpose]: {} } });
const [ids, notice] = [sortableIds(clock, random), noticeDigest(wording)];
const email = memoryEmailTransport();
const engine = createEngine({
  schema, store: memoryStore(), email, clock, random,
  consent: consentGate({ rules: [eu], keys: suppressionKeys({ current: { kid: "s1", secret: random.bytes(32) } }) }),
  pages: consentPages({
    baseUrl: "https://acme.example/m/", tokens: { current: { kid: "t1", secret: random.bytes(32) } }, notice,
    brand: { name: "Acme", listDomain: "lists.acme.example" }, purposes: [{ purpose, label: "News" }],
  }),
  renderer: templateRenderer({ templates: (await compileTemplate(news)).programs }),
  senderOf: () => ({ from: { address: "hello@acme.example" }, timeZone: "Europe/Berlin" }),
});

await engine.publish(tenant, publishNotice(wording, clock.now())); // its very words, behind a public link
const ann = await engine.identify({ tenant, email: "ann@mail.example", attributes: { firstName: "Ann" }, jurisdiction: "FR" });
const mail = { tenant, contact: ann.contact, template: news, purpose, messageClass: "marketing" } as const;
const refused = await engine.send({ ...mail, id: "spring-1" });
console.log(refused.queued, refused.decision.reasons.map(({ code, rule }) => `${code}: ${rule}`)); // false [ 'NO_CONSENT: Directive 2002/58/EC Art. 13(1)', … ]

for (const { id: contactPoint } of ann.points) {
  const yes = { contactPoint, notice, mode: "single", cells: [{ channel: "email", purpose, activity: "send" }] } as const;
  await engine.record(tenant, requestConsent({ ids, random, now: clock.now() }, yes).drafts);
}
const allowed = await engine.send({ ...mail, id: "spring-2" });
await engine.drain(tenant);
console.log(allowed.queued, allowed.decision.basis, email.sent.length); // true consent 1
