// The flow of the first example, with nothing of any one runtime: what it gives is what every
// runtime has to give. The template comes compiled, since MJML runs where there is Node.
import { systemClock, systemRandom } from "@wellsent/adapters/in-process";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import {
  consentGate,
  consentPages,
  eu,
  noticeDigest,
  publishNotice,
  requestConsent,
  suppressionKeys,
} from "@wellsent/consent";
import { defineSchema, tenantId } from "@wellsent/core";
import { createEngine, sortableIds } from "@wellsent/core/engine";
import { templateRenderer } from "@wellsent/templates";
import * as z from "zod";

const [tenant, purpose] = [tenantId("acme"), "marketing.news"];
const wording = {
  ...{ id: "footer-form", version: "1", locale: "en", purposes: [purpose], channels: ["email"] },
  ...{ activities: ["send"], controller: "Acme Ltd, 1 High Street", recipients: [] },
  text: "Yes, send me news by e-mail, about once a month.",
  withdrawal: "Every mail has a link to unsubscribe.",
};

export async function sendFirstMail({ store, programs }) {
  const [clock, random] = [systemClock(), systemRandom];
  const schema = defineSchema({
    attributes: z.object({ firstName: z.string().optional() }),
    purposes: { [purpose]: {} },
  });
  const [ids, notice] = [sortableIds(clock, random), noticeDigest(wording)];
  const email = memoryEmailTransport();
  const secret = () => random.bytes(32);
  const engine = createEngine({
    ...{ schema, store, email, clock, random },
    consent: consentGate({
      rules: [eu],
      keys: suppressionKeys({ current: { kid: "s1", secret: secret() } }),
    }),
    pages: consentPages({
      baseUrl: "https://acme.example/m/",
      tokens: { current: { kid: "t1", secret: secret() } },
      notice,
      brand: { name: "Acme", listDomain: "lists.acme.example" },
      purposes: [{ purpose, label: "News" }],
    }),
    renderer: templateRenderer({ templates: programs }),
    senderOf: () => ({ from: { address: "hello@acme.example" }, timeZone: "Europe/Berlin" }),
  });
  await engine.publish(tenant, publishNotice(wording, clock.now()));
  const ann = await engine.identify({
    ...{ tenant, email: "ann@mail.example", jurisdiction: "FR" },
    attributes: { firstName: "Ann" },
  });
  const template = { id: "news", messageClass: "marketing" };
  const mail = { tenant, contact: ann.contact, template, purpose, messageClass: "marketing" };
  const refused = await engine.send({ ...mail, id: "spring-1" });
  for (const { id: contactPoint } of ann.points) {
    const cells = [{ channel: "email", purpose, activity: "send" }];
    const yes = { contactPoint, notice, mode: "single", cells };
    await engine.record(tenant, requestConsent({ ids, random, now: clock.now() }, yes).drafts);
  }
  const allowed = await engine.send({ ...mail, id: "spring-2" });
  await engine.drain(tenant);
  return {
    refused: [refused.decision.reasons[0]?.code, refused.queued],
    allowed: [allowed.decision.basis, allowed.queued],
    sent: email.sent.length,
  };
}
