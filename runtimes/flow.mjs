// The flow of the first example, with nothing of any one runtime: what it gives is what every
// runtime has to give.
import { wellsent } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { euRules } from "@wellsent/consent/rules";
import { newsForm, schema } from "./definitions.ts";

/** `templates`: sources where the compiler runs, compiled programs elsewhere. */
export async function sendFirstMail({ store, templates }) {
  const app = await wellsent({
    ...{ secret: "0123456789abcdef".repeat(4), rules: [euRules], schema, templates },
    ...{
      forms: [newsForm],
      ...(store === undefined ? {} : { store, email: memoryEmailTransport() }),
    },
    sender: {
      ...{ from: "hello@acme.example", name: "Acme", timeZone: "Europe/Berlin" },
      pages: "https://acme.example/m/",
    },
  });
  const acme = app.tenant("acme");
  const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "FR" });
  const refused = await acme.send("news", ann);
  await acme.grant(newsForm, ann);
  const allowed = await acme.send("news", ann);
  const { email } = await acme.drain();
  await app.close();
  return {
    refused: [refused.decision.reasons[0]?.code, refused.queued],
    allowed: [allowed.decision.basis, allowed.queued],
    sent: email?.accepted,
  };
}
