// Two brands of one company in one app: each writes in its own name, and neither sees the other.
import { randomBytes } from "node:crypto";
import { wellsent } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { euRules, ukRules } from "@wellsent/consent/rules";
import { news, newsForm, schema } from "./definitions.ts";

const email = memoryEmailTransport();
const app = await wellsent({
  secret: randomBytes(32).toString("hex"),
  rules: [euRules], schema, templates: [news], forms: [newsForm], email,
  tenants: {                                       // or a function, where a table grows
    north: {
      sender: {
        from: "hi@north.example", name: "North", timeZone: "Europe/Dublin",
        pages: "https://north.example/m/",
        details: { name: "North", address: "North Ltd, 1 Pole Street, Dublin" },
      },
      brand: { name: "North Ltd", address: "1 Pole Street, Dublin" },
      words: { purposes: { "marketing.news": "Northern news" } },
    },
    south: {
      rules: [euRules, ukRules],
      sender: {
        from: "hi@south.example", name: "South", timeZone: "Europe/London",
        pages: "https://south.example/mail/",
        details: { name: "South", address: "South Ltd, 2 Palm Road, London" },
      },
    },
  },
});

// Ann is a customer of both. To each she is a contact of its own.
for (const id of ["north", "south"]) {
  const tenant = app.tenant(id);
  const ann = await tenant.identify({ email: "ann@mail.example", jurisdiction: "IE" });
  await tenant.grant(newsForm, ann);
  await tenant.send(news, ann);
}
await app.drain();                                 // each tenant by itself: a fault stops no other
for (const { from, subject } of email.sent) console.log(`${from.address}: ${subject}`);

// She leaves North, by the button of her mailbox provider.
const header = email.sent[0]?.headers.find(({ name }) => name === "List-Unsubscribe")?.value;
const link = /<(https:[^>]+)>/.exec(header ?? "")?.[1] ?? "";
const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
const { status } = await app.web(new Request(link, { method: "POST", body }));
console.log(new URL(link).hostname, "answers", status);
for (const id of ["north", "south"])
  for await (const ann of app.tenant(id).contacts()) {
    const { allowed } = await app.tenant(id).decide(ann, { purpose: "marketing.news" });
    console.log(id, allowed ? "may write to her" : "may not write to her any more");
    const other = app.tenant(id === "north" ? "south" : "north");
    console.log("the other one finds by her id:", await other.contact(ann));
  }
await app.close();
