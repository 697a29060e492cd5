// The preference centre under node:http: in the name of a brand, in German and in English.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { wellsent } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { nodeHandler } from "@wellsent/adapters/web-node";
import { beRules, euRules } from "@wellsent/consent/rules";
import { brand, confirmation, magazine, newsForm, schema, sender, words } from "./definitions.ts";

const email = memoryEmailTransport();
const app = await wellsent({
  secret: randomBytes(32).toString("hex"),
  rules: [euRules, beRules], schema, sender, brand, words, email,
  templates: [magazine, confirmation], forms: [newsForm],
});
const acme = app.tenant("acme");
const pages = nodeHandler(app.web, { onFault: console.error });
const server = createServer((incoming, outgoing) => {
  if (incoming.url?.startsWith("/m/")) return void pages(incoming, outgoing);
  outgoing.writeHead(404).end();
}).listen(0, "127.0.0.1");
await once(server, "listening");
const bound = server.address();
const home = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;

// Ann gets the magazine and follows the link to her settings, in two languages.
const ann = await acme.identify({ email: "ann@mail.example", jurisdiction: "BE" });
await acme.grant(newsForm, ann, { locale: "de" });
await acme.send(magazine, ann);
await app.drain();
const path = /https:\/\/acme\.example(\/m\/p\/[^"]+)/.exec(email.sent[0]?.html ?? "")?.[1] ?? "";
let form = new URLSearchParams();
for (const language of ["de", "en"]) {
  const headers = { "accept-language": language };
  const html = await (await fetch(home + path, { headers })).text();
  console.log(/<title>(.*)<\/title>/.exec(html)?.[1]);
  const boxes = [...html.matchAll(/name="([^"]+)" value="1"( checked)?> <span>([^<]+)/g)];
  for (const [, , checked, label] of boxes) console.log(checked ? " [x]" : " [ ]", label);
  const shown = /name="shown" value="([^"]*)"/.exec(html)?.[1] ?? "";
  form = new URLSearchParams({ shown, action: "save" });
  for (const [, name = "", checked, label] of boxes)
    if (checked && label !== "Offers") form.set(name, "1"); // she unticks the offers
}

// She saves. What is unticked ends at once.
await fetch(home + path, { method: "POST", body: form });
for (const topic of ["magazine", "offers"] as const) {
  const { allowed, reasons } = await acme.decide(ann, { purpose: "marketing.news", topic });
  console.log(topic, allowed, reasons[0]?.code);
}
for await (const { type, method, scope } of acme.history(ann))
  console.log(`${type} ${scope?.topic} by ${method}`);
server.close();
await app.close();
