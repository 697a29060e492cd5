/**
 * One campaign to many people, on its own: `bench/README.md` has the command. Prints a line of JSON
 * with people a second, peak memory, and whether everybody got one message.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { now } from "../clock.ts";
import { tenant } from "../engine/people.ts";
import { copyShop, filledShop, openCampaignShop } from "./campaign-shop.ts";

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "200000" },
    schedule: { type: "string", default: "at once" },
    folder: { type: "string", default: "bench-campaign" },
    trace: { type: "boolean", default: false },
  },
});
const size = Number(values.people);
const schedule = values.schedule === "local" ? "local" : "at once";
mkdirSync(values.folder, { recursive: true });
const filled = join(values.folder, `people-${size}.db`);
const ran = join(values.folder, `ran-${size}.db`);
if (!existsSync(filled)) {
  await filledShop(filled, size).path();
  console.log(JSON.stringify({ filled, people: size }));
  // A process of its own for what is measured.
  process.exit();
}

const megabyte = 2 ** 20;
const hour = 3_600_000;
const store = copyShop(filled, ran);
const shop = openCampaignShop(store);
const id = await shop.begin(schedule);
globalThis.gc?.();
const before = process.memoryUsage.rss();
const begun = { wall: now(), cpu: process.cpuUsage() };
let peak = 0;
let queued = 0;
let ticks = 0;
for (let hours = 0; hours < 72; ) {
  const summary = await shop.engine.tick(tenant);
  assert.deepEqual(summary.faults, []);
  const { queued: part = 0, refused = 0, more = false } = summary.campaigns ?? {};
  assert.equal(refused, 0);
  queued += part;
  ticks += 1;
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  peak = Math.max(peak, rss);
  if (values.trace)
    console.log(
      [rss, heapUsed, heapTotal, external, arrayBuffers]
        .map((n) => Math.round(n / megabyte))
        .join(" "),
      part,
    );
  if (more || part > 0) continue;
  if (queued === size) break;
  shop.clock.advanceBy(hour / 4);
  hours += 1 / 4;
}
const cpu = process.cpuUsage(begun.cpu);
const seconds = (now() - begun.wall) / 1_000;
const figures = await store.readFigures({ tenant, id });
await store.close();

const database = new DatabaseSync(ran, { readOnly: true });
const count = (sql: string): number => Number(database.prepare(sql).get()?.["n"]);
const messages = count("SELECT count(*) AS n FROM wellsent_message");
const people = count("SELECT count(DISTINCT contact) AS n FROM wellsent_message");
database.close();
assert.deepEqual([queued, messages, people, figures?.prepared], [size, size, size, size]);
console.log(
  JSON.stringify({
    ...{ schedule, people: size, ticks, seconds: Math.round(seconds) },
    perSecond: Math.round(size / seconds),
    perCpuSecond: Math.round((size * 1e6) / (cpu.user + cpu.system)),
    peakMB: Math.round(peak / megabyte),
    growthMB: Math.round((peak - before) / megabyte),
    heldOnce: people === messages,
  }),
);
