// The main job of Wellsent, from a messy file to a report, in the order in which it happens. Read
// it top to bottom.
import { createHash } from "node:crypto";
import { createReadStream, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { wellsent } from "@wellsent/adapters/app";
import { csvRows } from "@wellsent/adapters/csv";
import { systemClock } from "@wellsent/adapters/in-process";
import { smtpTransport } from "@wellsent/adapters/smtp";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { readEvent, timelineSvg } from "@wellsent/consent/ledger";
import {
  caRules,
  deRules,
  euRules,
  frRules,
  itRules,
  ukRules,
  usEmailRules,
} from "@wellsent/consent/rules";
import { type ContactId, WellsentError } from "@wellsent/core";
import { workflowSvg } from "@wellsent/core/diagram";
import {
  dryRunImport,
  formatImportReport,
  type ImportProgress,
  inferMapping,
  surveyImport,
} from "@wellsent/core/import";
import { renderPreview, samplePeople } from "@wellsent/templates/preview";
import { campaignRows, inviteAll, sayNewsletter } from "./campaigns.ts";
import { reportLedger } from "./ledger-report.ts";
import { startMailSink } from "./mail-sink.ts";
import {
  arrivals,
  confirmation,
  newsletterForm,
  openDay,
  proMembers,
  schema,
  subscribers,
  tuesday,
  welcome,
  welcomeSeries,
} from "./marketing.ts";
import { readOptions, usage } from "./options.ts";
import { playPeople, wantsClickTracking, wantsOpenTracking } from "./people.ts";
import { progressBar } from "./progress-bar.ts";
import { reportPage } from "./report-page.ts";
import { collectResults } from "./results.ts";
import { openState } from "./setup.ts";
import { textTable } from "./text-table.ts";

const day = 86_400_000;
const days = 30;
const purpose = "marketing.newsletter";

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(usage);
  const bundled = join(dirname(fileURLToPath(import.meta.url)), "..", "data", "contacts.csv");
  const file = options.contacts ?? bundled;
  // ── 1a. Look at the file: what its columns mean, and what would become of every row. Nothing is
  // written ───────────
  const preview = await csvRows(file);
  const { header, sample } = preview;
  // All rows, once: what a column means and how it is written shows in the whole of it.
  const survey = await surveyImport({ rows: preview.rows });
  const mapping = inferMapping({ header, sample, survey, schema });
  console.log(`\nReading ${relative(process.cwd(), file)}\n`);
  console.log(
    textTable(
      ["column", "becomes", "because"],
      mapping.map(({ column, target, reason }) => [column, target, reason]),
    ),
  );
  const reading = { mapping, defaults: { timeZone: "Europe/Berlin", locale: "en" } };
  const dryRun = await runToEnd(
    "Dry run",
    dryRunImport({ ...reading, schema, clock: systemClock(), rows: (await csvRows(file)).rows }),
  );
  console.log(`\n${formatImportReport(dryRun)}\n`);
  const state = openState(options.output, options.fresh);
  const { clock, folder } = state;
  // Some mailboxes are full for the first five minutes: long enough for a few tries to fail.
  const sink = await startMailSink(
    join(folder, "mail"),
    options.port,
    () => clock.now() < state.startedAt + 5 * 60_000,
  );

  // ── What the host gives: adapters behind ports
  // ───────────────────────────────────────────────────────────────────
  const store = sqliteStore({ path: join(folder, "wellsent.db") });
  const app = await wellsent({
    secret: state.secret,
    rules: [euRules, deRules, frRules, itRules, ukRules, usEmailRules, caRules],
    schema,
    templates: [confirmation, welcome, tuesday, arrivals, openDay],
    forms: [newsletterForm],
    segments: [subscribers, proMembers],
    workflows: [welcomeSeries],
    store,
    email: smtpTransport({ host: "127.0.0.1", port: sink.port, secure: false }),
    clock,
    sender: {
      from: "hello@shop.example",
      name: "Corner Shop",
      timeZone: "Europe/Berlin",
      pages: "https://shop.example/m/",
      listDomain: "lists.shop.example",
      policy: { caps: [{ max: 3, per: "7d", channel: "email" }], whenUnknown: "retry" },
    },
    brand: { name: "Corner Shop Ltd", address: "1 Market Street, Springfield" },
    words: { purposes: { [purpose]: "Newsletter" } },
  });
  const shop = app.tenant("corner-shop");
  const usual = {
    label: "Anna, as most are",
    locale: "en",
    attributes: { firstName: "Anna", plan: "pro", postalCode: "10115" },
  };
  const gallery = renderPreview(
    app.engine.options.renderer,
    [confirmation.id, welcome.id, tuesday.id, openDay.id],
    samplePeople(usual),
    {
      title: "Corner Shop mails",
    },
  );
  writeFileSync(join(folder, "gallery.html"), gallery);
  const people = playPeople({ shop, store, web: app.web, diary: join(folder, "people.log") });
  for (const mail of sink.received) people.receive(mail);
  sink.onMail(people.receive);

  // ── 1b. Import: now write. The file's digest names the import, so that a second run continues
  // the first ─────────────
  const importId = createHash("sha256");
  for await (const chunk of createReadStream(file)) importId.update(chunk);
  const imported = await runToEnd(
    "Import",
    shop.import((await csvRows(file)).rows, {
      ...reading,
      importId: importId.digest("hex").slice(0, 24),
      total: dryRun.read,
      lists: ["imported"],
      claims: [{ channel: "email", purpose, activity: "send" }],
    }),
  );
  console.log(
    `${imported.read} rows read = ${imported.accepted} accepted + ${imported.merged} merged + ${imported.refused} refused + ${imported.restricted} restricted; ${imported.written} contacts written\n`,
  );

  // ── 2. Ask: nobody is subscribed by being in a file. Each gets one request to confirm what their
  // form said ────────
  const asked = { sent: 0, before: 0, refused: new Map<string, number>() };
  const notAsked = (reason = "UNKNOWN"): void => {
    const code = reason.split(":")[0] ?? reason;
    asked.refused.set(code, (asked.refused.get(code) ?? 0) + 1);
  };
  for await (const { id, points } of shop.contacts("imported")) {
    const address = points.find(({ channel }) => channel === "email")?.address;
    if (address === undefined) continue;
    if (await hasBeenAsked(id)) {
      asked.before += 1;
      continue;
    }
    // Who has said no is not asked again because a file came in.
    const { reasons } = await shop.decide(id, { purpose });
    if (reasons.some(({ code }) => code === "WITHDRAWN")) {
      notAsked("WITHDRAWN");
      continue;
    }
    const choices = [
      "newsletter" as const,
      ...(wantsClickTracking(address) ? ["clicks" as const] : []),
      ...(wantsOpenTracking(address) ? ["opens" as const] : []),
    ];
    const granted = await shop.grant(newsletterForm, id, { choices });
    if (granted.status === "asked") asked.sent += 1;
    else notAsked(granted.reasons[0]);
  }
  console.log(
    `Asked ${asked.sent} people to confirm${asked.before > 0 ? ` (${asked.before} had been asked before)` : ""}; not asked: ${
      [...asked.refused].map(([code, count]) => `${count} ${code}`).join(", ") || "nobody"
    }\n`,
  );

  // ── 2b. Say what goes to all of them: a newsletter every week, and one campaign
  // ─────────────────────────────────────
  await sayNewsletter(shop, state.startedAt);
  await inviteAll(shop, state.startedAt);

  // ── 3 to 6. Thirty days pass: the segment and the workflow decide, mails leave, people answer
  // ─────────────────────
  const end = state.startedAt + days * day;
  const bar = progressBar("Thirty days");
  const began = Date.now();
  const beganAt = clock.now();
  let sent = 0;
  for (;;) {
    const summary = await shop.drain();
    sent += summary.email?.accepted ?? 0;
    await people.settled();
    const due = (await shop.nextWork()) ?? Number.POSITIVE_INFINITY;
    // What is due and has not left waits for the relay to be tried again.
    const again = summary.email?.paused?.until ?? clock.now() + 60_000;
    const work = due > clock.now() ? due : again;
    const next = Math.min(work, people.next() ?? Number.POSITIVE_INFINITY);
    if (next > end) break;
    clock.advanceTo(Math.max(next, clock.now() + 1));
    state.keepTime();
    await people.actUntil(clock.now());
    const passed = clock.now() - beganAt;
    const rate = passed / Math.max(1, Date.now() - began);
    const done = Math.floor((clock.now() - state.startedAt) / day);
    bar.update(
      {
        done,
        total: days,
        rate: (rate * 1000) / day,
        remainingMs: rate > 0 ? (end - clock.now()) / rate : null,
      },
      `${sent} mails`,
    );
  }
  clock.advanceTo(end);
  state.keepTime();
  bar.update(
    {
      done: days,
      total: days,
      rate: days / Math.max(0.001, (Date.now() - began) / 1000),
      remainingMs: 0,
    },
    `${sent} mails`,
  );
  bar.end();

  // ── 7. Report: what was sent, what was not and why, and the proof
  // ────────────────────────────────────────────────
  const results = await collectResults(shop, store, welcomeSeries.id);
  const confirmed = results.contacts.find(({ templates }) => templates.includes("tuesday"));
  const silent = results.contacts.find(
    ({ templates, asked: wasAsked }) => wasAsked && !templates.includes("welcome"),
  );
  const ledger = await reportLedger({
    ...{ shop, store, folder },
    provenEvent: (entry) =>
      entry.type === "consent.confirmed" && entry.contactPoint === confirmed?.point,
  });
  console.log(
    `\n${textTable(["mail", "sent", "rejected", "failed", "in doubt", "not sent", "waiting"], results.byTemplate)}\n`,
  );
  console.log(
    `${textTable(["campaign", "state", "people", "sent", "not sent"], await campaignRows(shop))}\n`,
  );
  const nonSends = [
    ...results.nonSends,
    ...[...asked.refused].map(([code, count]) => [`${code} (not asked)`, count] as const),
    ...Object.entries(results.workflow.outcomes).flatMap(([outcome, count]) =>
      outcome === "completed" ? [] : [[`${outcome} (left before tuesday)`, count] as const],
    ),
  ].sort((a, b) => b[1] - a[1]);
  console.log(`${textTable(["not sent because", "times"], nonSends)}\n`);
  console.log(`${textTable(["ledger", ""], ledger.rows)}\n`);
  const { acts, scanned } = people.tally();
  console.log(
    `Mail scanners followed ${scanned.links} links, which changed ${scanned.changes} ledger entries.`,
  );
  console.log(
    `${acts.confirm} people confirmed, ${acts["confirm-again"]} of them twice; ${acts["one-click"]} left by one click, ${acts["leave-by-page"]} by the page; ${acts.complain} complained.`,
  );
  const explanations = [];
  for (const [title, person] of [
    ["Why did this person get the Tuesday mail?", confirmed],
    ["Why did this person not get the welcome mail?", silent],
  ] as const) {
    const told = person && (await shop.explain(person.id));
    if (!told) continue;
    console.log(`\n${title}\n${told.sentences.map((sentence) => `  ${sentence}`).join("\n")}`);
    explanations.push({ title, sentences: told.sentences });
  }
  const workflow = workflowSvg(welcomeSeries, results.workflow);
  const history = confirmed?.point
    ? await store.readLedger({ tenant: shop.id, contactPoint: confirmed.point })
    : null;
  writeFileSync(join(folder, "workflow.svg"), workflow);
  writeFileSync(
    join(folder, "report.html"),
    reportPage({
      title: "Thirty days at the Corner Shop",
      period: `${new Date(state.startedAt).toISOString().slice(0, 10)} to ${new Date(end).toISOString().slice(0, 10)}, simulated`,
      funnel: [
        ["rows in the file", dryRun.read],
        ["contacts", results.contacts.length],
        ["asked to confirm", results.contacts.filter((contact) => contact.asked).length],
        ["confirmed", results.contacts.filter((contact) => contact.subscribed).length],
        [
          "welcomed",
          results.contacts.filter(({ templates }) => templates.includes("welcome")).length,
        ],
        [
          "clicked, as far as we may know",
          results.contacts.filter(({ clicked }) => clicked).length,
        ],
        [
          "got the Tuesday mail",
          results.contacts.filter(({ templates }) => templates.includes("tuesday")).length,
        ],
      ],
      sendsPerDay: Array.from({ length: days }, (_, index) => {
        const name = new Date(state.startedAt + index * day).toISOString().slice(0, 10);
        return [name, results.sendsPerDay.get(name) ?? {}] as const;
      }),
      nonSends,
      importReport: formatImportReport(dryRun),
      workflowSvg: workflow,
      timelineSvg: history
        ? timelineSvg(history.items.map(readEvent), { from: state.startedAt, to: end })
        : "",
      ledger: ledger.rows,
      explanations,
    }),
  );
  console.log(
    `\n${sent} messages sent${sink.duplicates > 0 ? `, ${sink.duplicates} of them a second time` : ""}. See ${relative(process.cwd(), join(folder, "report.html"))}`,
  );

  await app.close();
  await sink.close();
  if (!ledger.sound) throw new Error("The ledger does not hold.");

  async function hasBeenAsked(contact: ContactId): Promise<boolean> {
    for await (const { template } of shop.messages(contact))
      if (template === confirmation.id) return true;
    return false;
  }
}

/**
 * Runs a long job to its end behind a progress bar, and gives its report. Simulated time stands
 * still here: the bar has its own clock.
 */
async function runToEnd<Report>(
  label: string,
  job: AsyncIterable<ImportProgress<Report>>,
): Promise<Report> {
  const bar = progressBar(label);
  const began = Date.now();
  for await (const progress of job) {
    const rate = (progress.done * 1000) / Math.max(1, Date.now() - began);
    const left = progress.total === null ? null : progress.total - progress.done;
    bar.update({
      ...progress,
      rate,
      remainingMs: left === null ? null : (left * 1000) / Math.max(1, rate),
    });
    if (progress.phase === "done") {
      bar.end();
      return progress.report;
    }
  }
  throw new Error("The job ended without a report.");
}

/**
 * What a person running this reads: the code, where, and what to do. Anything without a code is a
 * defect, and shows its stack.
 */
function explained(error: unknown): { readonly code: string; readonly text: string } | null {
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") {
    return {
      code: "STORE_DISK_FULL",
      text: "The disk is full.\nFree some space, and run it again: it goes on where it was.",
    };
  }
  if (!WellsentError.isInstance(error)) return null;
  const { code, message, path, remedy } = error;
  return {
    code,
    text: `${path === undefined ? "" : `At ${path}. `}${message}${remedy === undefined ? "" : `\n${remedy}`}`,
  };
}

try {
  await run();
} catch (error) {
  const told = explained(error);
  if (told === null) throw error;
  console.error(`\n${told.code}: ${told.text}`);
  process.exitCode = told.code === "INPUT_OPTION" ? 2 : 1;
  // Open sockets of a failed run must not keep the process.
  setTimeout(() => process.exit(), 250).unref();
}
