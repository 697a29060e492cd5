import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CampaignId,
  contactId,
  contactPointId,
  listId,
  type OutboxRecord,
} from "@wellsent/core";
import { fakeConsentGate, seededRandom } from "@wellsent/core/testing";
import { type CampaignShop, openCampaignShop, pool, tenant } from "./campaign-shop.ts";

export interface CampaignChaos {
  readonly kills: number;
  readonly workers: number;
  readonly people: number;
  readonly seed: number;
}

/** What was found; nothing in `faults`: all laws hold. */
export interface CampaignChaosReport {
  readonly faults: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
  /** What processes complained about, and how often. */
  readonly complaints: ReadonlyMap<string, number>;
}

const hour = 3_600_000;
const all = listId("all");
const gate = fakeConsentGate({ allow: "all" });

/**
 * Processes that share one file and are killed at random, with a campaign that is cut, spread,
 * paused, edited and resumed, one by local hours, one of which a variant is retracted, an issue of
 * a weekly series, and a workflow: afterwards everybody has each once, and each code one person.
 */
export async function runCampaignChaos(chaos: CampaignChaos): Promise<CampaignChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), "wellsent-campaign-chaos-"));
  const running = new Map<number, ChildProcess>();
  try {
    return await run(chaos, folder, running);
  } finally {
    for (const child of running.values()) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  { kills, workers, people, seed }: CampaignChaos,
  folder: string,
  running: Map<number, ChildProcess>,
): Promise<CampaignChaosReport> {
  const random = seededRandom(seed);
  // A Monday, five minutes before nine in Berlin.
  const place = {
    ...{ path: join(folder, "chaos.db"), log: join(folder, "sent.log") },
    ...{ start: Date.UTC(2026, 2, 2, 7, 55), since: Date.now() },
  };
  const shop = openCampaignShop(place);
  await fill(shop, people);
  const campaigns = await begin(shop.engine, people);
  const { cut } = campaigns;
  const complaints = new Map<string, number>();
  const startWorker = (index: number): void => {
    const { path, log, start, since } = place;
    const script = join(import.meta.dirname, "campaign-worker.ts");
    const child = spawn(process.execPath, [script, path, log, `${start}`, `${since}`, cut], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr?.on("data", (text: Buffer) => {
      for (const line of text.toString().split("\n").filter(Boolean))
        complaints.set(line, (complaints.get(line) ?? 0) + 1);
    });
    running.set(index, child);
  };
  const killWorker = async (index: number): Promise<void> => {
    const child = running.get(index);
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise<void>((done) => child.once("exit", () => done()));
    child.kill("SIGKILL");
    await gone;
  };
  for (let index = 0; index < workers; index++) startWorker(index);
  await insist(async () => readFileSync(place.log));
  for (let killed = 0; killed < kills; killed++) {
    await new Promise((done) => setTimeout(done, 250 + random.integer(500)));
    if (killed === Math.floor(kills / 2))
      await insist(() => shop.engine.campaigns.retract(tenant, campaigns.two, { variant: "b" }));
    const index = random.integer(workers);
    await killWorker(index);
    startWorker(index);
  }
  for (let index = 0; index < workers; index++) await killWorker(index);
  await shop.store.close();
  return finish({ ...place, ahead: 5 * hour }, campaigns, people, complaints);
}

interface Begun {
  readonly cut: CampaignId;
  readonly local: CampaignId;
  readonly two: CampaignId;
}

/** A store that others write to is locked now and then, and a campaign moves meanwhile. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === 600) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

const zones = ["Europe/Berlin", "Europe/London", "Europe/Athens", "Asia/Kolkata"];

async function fill(
  { store, engine, clock }: ReturnType<typeof openCampaignShop>,
  people: number,
): Promise<void> {
  const now = clock.now();
  await store.changeContacts({ tenant, now, lookups: [] }, () =>
    Array.from({ length: people }, (_, n) => {
      const address = `p${n}@mail.example`;
      const point = {
        ...{ id: contactPointId(`point-${n}`), channel: "email" as const, address },
        fingerprints: gate.fingerprints("email", address),
      };
      const contact = {
        ...{ tenant, id: contactId(`p${n}`), key: address, points: [point] },
        ...{ attributes: {}, lists: [all], locale: "en", jurisdiction: "DE", revision: 0 },
        timeZone: { name: zones[n % zones.length] ?? "UTC", source: "stated" as const },
        ...{ createdAt: now, updatedAt: now },
      };
      return { contact };
    }),
  );
  const codes = Array.from({ length: people * 4 }, (_, n) => `G-${n}`);
  await store.loadCodes({ tenant, now, pool, codes });
  for (let n = 0; n < people; n++) {
    const contact = contactId(`p${n}`);
    await engine.track({ tenant, contact, event: "order.placed", data: {}, id: `o-${n}` });
  }
}

async function begin({ campaigns, series }: CampaignShop, people: number): Promise<Begun> {
  const everybody = { in: [{ list: all }], when: "start" } as const;
  const variants = [{ id: "a", template: "spring", weight: 1 }];
  const letters = [{ id: "a", template: "letter", weight: 1 }];
  const begun = async (input: Parameters<typeof campaigns.create>[1]): Promise<CampaignId> => {
    const { id } = await campaigns.create(tenant, input);
    await campaigns.check(tenant, id);
    await campaigns.approve(tenant, id);
    await campaigns.start(tenant, id);
    return id;
  };
  await series.put(tenant, {
    ...{ id: "weekly", content: "newest", approval: "none", lead: "1m" },
    recurrence: {
      ...{ v: 1, start: "2026-03-02", every: "week", on: ["mon"], time: "09:00" },
      zone: "Europe/Berlin",
    },
    campaign: { channel: "email", audience: everybody, content: { variants: letters } },
  });
  return {
    cut: await begun({
      ...{ channel: "email", content: { variants }, schedule: { at: "now" } },
      audience: { ...everybody, max: Math.floor(people * 0.8) },
      spread: { over: "8m" },
    }),
    local: await begun({
      ...{ channel: "email", content: { variants: letters } },
      audience: { ...everybody, when: "hour" },
      schedule: { local: "2026-03-02T09:03", passed: "send" },
    }),
    two: await begun({
      ...{ channel: "email", schedule: { at: "now" }, audience: everybody },
      content: { variants: [...letters, { id: "b", template: "spring", weight: 1 }] },
      spread: { over: "12m" },
    }),
  };
}

/** All processes are gone; another one takes over, hours later. */
async function finish(
  place: Parameters<typeof openCampaignShop>[0],
  { cut, local, two }: Begun,
  people: number,
  complaints: ReadonlyMap<string, number>,
): Promise<CampaignChaosReport> {
  const { engine, store } = openCampaignShop(place);
  const { campaigns } = engine;
  const faults: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) faults.push(what);
  };
  const { state } = await campaigns.read(tenant, cut);
  if (state === "paused" || state === "held") {
    await campaigns.approve(tenant, cut);
    await campaigns.resume(tenant, cut);
  }
  await engine.drain(tenant);
  const before = copies(place.log);
  const held: OutboxRecord[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const page = await engine.held(tenant, after === "" ? {} : { after });
    held.push(...page.items);
    after = page.next;
  }
  // What a host does with them: it looks them up, and says which have left.
  for (const { key } of held)
    await engine.resolveHeld(tenant, key, before.has(refFor(key)) ? "sent" : "release");
  await engine.drain(tenant);
  await store.close();

  const late = openCampaignShop({ ...place, ahead: (place.ahead ?? 0) + 20 * hour });
  const paused = await late.engine.campaigns.read(tenant, cut);
  if (paused.state === "paused") await late.engine.campaigns.resume(tenant, cut);
  await late.engine.drain(tenant);
  const sent = copies(place.log);
  const messages: OutboxRecord[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const page = await late.store.readOutbox({
      ...{ tenant, limit: 500 },
      ...(after === "" ? {} : { after }),
    });
    messages.push(...page.items);
    after = page.next;
  }
  const codes = new Map<string, string>();
  for (const { key, status } of messages) {
    const lines = sent.get(refFor(key)) ?? [];
    must(status === "accepted" || status === "skipped", `${key} is ${status}`);
    must(lines.length === (status === "accepted" ? 1 : 0), `${key} left ${lines.length} times`);
    for (const line of lines) {
      const code = /G-\d+/.exec(line)?.[0];
      if (code === undefined) continue;
      must(!codes.has(code), `${code} went to ${key} and ${codes.get(code)}`);
      codes.set(code, key);
    }
  }
  const whole = async (id: CampaignId, wanted: number): Promise<number> => {
    const { state: now } = await late.engine.campaigns.read(tenant, id);
    const {
      prepared,
      waiting,
      messages: of,
      refused,
    } = await late.engine.campaigns.figures(tenant, id);
    must(now === "finished", `${id} is ${now}`);
    must(prepared === wanted && waiting === 0, `${id} has ${prepared}, ${waiting} wait`);
    const queued = Object.values(of).reduce((a, b) => a + b, 0);
    const gone = Object.values(refused).reduce((a, b) => a + b, 0);
    must(queued - of.skipped + gone === wanted, `${id} sums to ${queued - of.skipped + gone}`);
    const rows = messages.filter(({ queue, status }) => queue === id && status === "accepted");
    // Its figures are those of its end: what was in doubt then, a person has decided since.
    const most = of.accepted + of.unknown;
    const fits = of.accepted <= rows.length && rows.length <= most;
    must(fits, `${id} says ${of.accepted} to ${most} of ${rows.length}`);
    const { items: log } = await late.engine.campaigns.log(tenant, id, { limit: 1_000 });
    must(
      log.every(({ epoch }, index) => epoch === index + 1),
      `${id} has a gap in its log`,
    );
    return rows.length;
  };
  const max = Math.floor(people * 0.8);
  must((await whole(cut, max)) === max, "not everybody in the cut got it");
  must((await whole(local, people)) === people, "not everybody got it at their hour");
  const halved = await whole(two, people);
  const { items: issues } = await late.engine.series.issues(tenant, "weekly");
  const [issue] = issues.filter(({ campaign }) => campaign !== null);
  must(issue?.campaign != null, "the week has no issue");
  if (issue?.campaign != null)
    must((await whole(issue.campaign, people)) === people, "not everybody got the issue");
  const thanks = messages.filter(({ origin }) => origin.kind === "workflow").length;
  must(thanks === people, `${thanks} were thanked`);
  const count = await late.store.countCodes({ tenant, pool });
  must(count.held === 0, `${count.held} codes are held for ever`);
  must(count.given === codes.size, `${count.given} codes are given, ${codes.size} went out`);
  const sum = count.free + count.held + count.given + count.redeemed + count.expired;
  must(sum === people * 4, `${sum} codes of ${people * 4}`);
  for (const { table } of await late.store.integrity(tenant)) must(false, `damage in ${table}`);
  await late.store.close();
  const figures = { messages: messages.length, held: held.length, codes: codes.size, halved };
  return { faults, figures, complaints };
}

/** As a provider has a message's key. */
function refFor(key: string): string {
  return key.replaceAll(":", "_").replaceAll("~", "__");
}

/** The lines of each message that has left, by its reference. */
function copies(log: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  if (!existsSync(log)) return found;
  for (const line of readFileSync(log, "utf8").split("\n").filter(Boolean)) {
    const ref = line.split(" ")[0] ?? "";
    found.set(ref, [...(found.get(ref) ?? []), line]);
  }
  return found;
}
