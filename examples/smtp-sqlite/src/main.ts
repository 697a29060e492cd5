// A database in a file and mail over SMTP, as in production. Here the server is one on loopback
// that keeps what it gets; yours is smtp.example.com. Run it twice: the second run sends nothing.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { wellsent } from "@wellsent/adapters/app";
import { smtpTransport } from "@wellsent/adapters/smtp";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { euRules } from "@wellsent/consent/rules";
import { SMTPServer } from "smtp-server";
import { news, newsForm, schema, sender } from "./definitions.ts";

const folder = process.argv[2] ?? join("demo-output", "smtp-sqlite");
mkdirSync(folder, { recursive: true });

// One secret for the life of the database: made once, and kept where you keep secrets.
const secretFile = join(folder, "secret");
if (!existsSync(secretFile)) writeFileSync(secretFile, randomBytes(32).toString("hex"));
const secret = readFileSync(secretFile, "utf8");

// A mail server to try it with.
const inbox: string[] = [];
const server = new SMTPServer({
  disabledCommands: ["AUTH", "STARTTLS"],
  onData: (stream, _session, done) => {
    text(stream).then((mail) => done(null, `2.0.0 Taken as ${inbox.push(mail)}`), done);
  },
});
server.listen(0, "127.0.0.1");
await once(server.server, "listening");
const bound = server.server.address();
const port = typeof bound === "object" && bound !== null ? bound.port : 0;

const app = await wellsent({
  secret, rules: [euRules], schema, sender, templates: [news], forms: [newsForm],
  store: sqliteStore({ path: join(folder, "marketing.db") }),
  email: smtpTransport({ host: "127.0.0.1", port }), // production: host, auth: { user, pass }
});
const acme = app.tenant("acme");
for (const name of ["ann", "bob"]) {
  const email = `${name}@mail.example`;
  const attributes = { firstName: name };
  const person = await acme.identify({ email, attributes, jurisdiction: "FR" });
  await acme.grant(newsForm, person);
  console.log(email, (await acme.send(news, person)).status);
}
const { email } = await acme.drain();              // app.start() sends what is due from then on
console.log("accepted by the server:", email?.accepted ?? 0);
for (const mail of inbox.toSorted()) console.log(mail.match(/^(To|Subject): .*$/gm)?.join(" "));
for await (const { template, status } of acme.messages()) console.log(template, status);
await app.close();
server.close();
