// A list out of another tool: what the file says, what would become of it, who may be written to
// because of it (nearly nobody), and who is asked.
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { wellsent } from "@wellsent/adapters/app";
import { csvRows } from "@wellsent/adapters/csv";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { deRules, euRules, usEmailRules } from "@wellsent/consent/rules";
import {
  chooseTargets, formatImportReport, inferMapping, surveyImport,
} from "@wellsent/core/import";
import { askForm, confirmation, schema, sender } from "./definitions.ts";

const file = fileURLToPath(new URL("../data/subscribers.csv", import.meta.url));
const app = await wellsent({
  secret: randomBytes(32).toString("hex"),         // yours is kept with the database
  rules: [euRules, deRules, usEmailRules], schema, sender,
  templates: [confirmation], forms: [askForm], email: memoryEmailTransport(),
});
const acme = app.tenant("acme");

// What the columns are. The mapping is plain data: look at it, correct it, keep it.
const { header, sample, rows } = await csvRows(file);
const inferred = inferMapping({ header, sample, survey: await surveyImport({ rows }), schema });
for (const { column, target } of inferred) console.log(column.padEnd(14), "→", target);
// A tag denies in one row, and a word nobody knows restricts another: you know that it is harmless.
const mapping = chooseTargets(inferred, { TAGS: { words: { customer: "nothing" } } });

// What would become of each row. Nothing is written.
for await (const step of acme.dryRun((await csvRows(file)).rows, { mapping }))
  if (step.phase === "done") console.log(formatImportReport(step.report));

// Now write. The file's digest names the import: run again, it goes on where it ended.
const importId = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 24);
const claims = [{ channel: "email", purpose: "marketing.news", activity: "send" }] as const;
const settings = { mapping, importId, claims, lists: ["moved"] };
for await (const step of acme.import((await csvRows(file)).rows, settings))
  if (step.phase === "done") console.log("contacts written:", step.report.written);

// Who may be written to? Being in a file is no permission. Who has not said no is asked by a mail.
const answers: string[] = [];
for await (const contact of acme.contacts("moved")) {
  const { allowed, reasons } = await acme.decide(contact, { purpose: "marketing.news" });
  const why = reasons.find(({ effect }) => effect === (allowed ? "allow" : "deny"))?.code ?? "";
  const saidNo = why === "WITHDRAWN" || why.startsWith("SUPPRESSED");
  const asked = allowed || saidNo ? "" : `, ${(await acme.grant(askForm, contact)).status}`;
  answers.push(`${contact.points[0]?.address} ${allowed ? "may" : "may not"}: ${why}${asked}`);
}
console.log(answers.sort().join("\n"));
console.log("mails that ask:", (await acme.drain()).email?.accepted);
await app.close();
