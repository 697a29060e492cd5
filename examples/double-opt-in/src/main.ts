// A sign-up in Germany: a form, a mail that asks the mailbox, a click, the first mail, evidence.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { wellsent } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { nodeHandler } from "@wellsent/adapters/web-node";
import { deRules, euRules } from "@wellsent/consent/rules";
import { WellsentError } from "@wellsent/core";
import * as defined from "./definitions.ts";

const { confirmation, greeting, signUp, subscribers, welcome } = defined;
const { schema, sender, brand } = defined;
const email = memoryEmailTransport();          // keeps mails; smtpTransport sends them
const app = await wellsent({
  secret: randomBytes(32).toString("hex"),     // yours is made once and kept with the database
  rules: [euRules, deRules], schema, sender, brand, email,
  templates: [confirmation, welcome], forms: [signUp],
  segments: [subscribers], workflows: [greeting],
});
const acme = app.tenant("acme");

// The site: what is below /m/ are Wellsent's pages, the rest is yours.
async function site(request: Request): Promise<Response> {
  if (new URL(request.url).pathname.startsWith("/m/")) return app.web(request);
  const headers = { "content-type": "text/html; charset=utf-8" };
  if (request.method !== "POST") return new Response(defined.signUpPage, { headers });
  const address = new URLSearchParams(await request.text()).get("email") ?? "";
  try {
    const person = await acme.identify({ email: address, locale: "de", jurisdiction: "DE" });
    const evidence = { page: "/", userAgent: request.headers.get("user-agent") ?? "" };
    return new Response((await acme.grant(signUp, person, { evidence })).status);
  } catch (error) {
    if (WellsentError.isInstance(error)) return new Response(error.code, { status: 400 });
    throw error;
  }
}
const server = createServer(nodeHandler(site, { onFault: console.error })).listen(0, "127.0.0.1");
await once(server, "listening");
const bound = server.address();
const home = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
const post = async (url: string, fields: Record<string, string>) =>
  (await fetch(url, { method: "POST", body: new URLSearchParams(fields) })).text();

console.log("No address:", await post(home, { email: "anna" }));
console.log("Anna signs up:", await post(home, { email: "anna@post.example" }));
await app.drain();                             // app.start() sends what is due from then on
const link = /https:\/\/acme\.example(\/m\/c\/[^"]+)/.exec(email.sent[0]?.html ?? "")?.[1] ?? "";
await fetch(home + link);                      // she opens the link, or a scanner of mails does
await app.drain();
console.log("Link opened:", email.sent.map(({ subject }) => subject));
await post(home + link, { action: "confirm" }); // and presses the button
await app.drain();
console.log("Confirmed:", email.sent.map(({ subject }) => subject));
for await (const anna of acme.contacts()) {
  for await (const { type, method } of acme.history(anna)) console.log(`${type} by ${method}`);
  const [message] = (await acme.explain(anna, welcome))?.messages ?? [];
  for (const { code, rule } of message?.decision.reasons ?? []) console.log(`${code}: ${rule}`);
}
server.close();
