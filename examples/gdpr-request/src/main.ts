// Somebody asks what you know of them, and then to be erased. Afterwards the database is searched
// byte by byte for what was theirs.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wellsent } from "@wellsent/adapters/app";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { euRules } from "@wellsent/consent/rules";
import { news, newsForm, schema, sender } from "./definitions.ts";

const folder = mkdtempSync(join(tmpdir(), "wellsent-"));
const store = sqliteStore({ path: join(folder, "marketing.db") });
const app = await wellsent({
  secret: randomBytes(32).toString("hex"),         // kept with the database
  rules: [euRules], schema, sender, templates: [news], forms: [newsForm],
  store, email: memoryEmailTransport(),
});
const acme = app.tenant("acme");

const person = { email: "ann.lee@mail.example", attributes: { firstName: "Annalena" } };
const ann = await acme.identify({ ...person, jurisdiction: "FR" });
await acme.grant(newsForm, ann, { evidence: { ip: "192.0.2.7" } });
await acme.track("order.placed", ann, { number: "ORDER-1042", total: 40 }, { id: "o-1042" });
await acme.send(news, ann);
await acme.drain();

/** What of hers stands anywhere in the files of the database, its log of writes included. */
function search() {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
  const hers = ["ann.lee", "Annalena", "192.0.2.7", "ORDER-1042"];
  return hers.filter((word) => files.some((bytes) => bytes.includes(word)));
}

// Access, GDPR Art. 15: everything there is, as JSON to hand over.
const bundle = await acme.export(ann);
for (const [kind, items] of Object.entries(bundle.data["wellsent"] ?? {}))
  console.log(kind, Array.isArray(items) ? items.length : items);
console.log("before:", search());

// Erasure, Art. 17. A CRM or a warehouse is erased with it where `holders` names it.
const { complete, outcomes } = await acme.erase(ann);
await store.vacuum();                              // SQLite keeps bytes of moved rows until then
for (const { holder, dataClass, outcome } of outcomes) console.log(holder, dataClass, outcome);
console.log("complete:", complete);
console.log("after:", search());

// The ledger still proves itself, and she is not written to when an old file brings her back.
const again = await acme.identify({ ...person, jurisdiction: "FR" });
await acme.grant(newsForm, again);
console.log("written to again:", (await acme.send(news, again)).reasons);
await app.close();
rmSync(folder, { recursive: true });
