import assert from "node:assert/strict";
import { copyFileSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { SqliteStore } from "@wellsent/adapters/sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import type { CampaignId, CampaignRecord, Store } from "@wellsent/core";
import { fakeRenderer, type SimulatedClock, simulatedClock } from "@wellsent/core/testing";
import { now } from "../clock.ts";
import { purpose, tenant } from "../engine/people.ts";
import { openShop, type Shop, template } from "../engine/shop.ts";

const start = Date.UTC(2026, 10, 2, 12);
/** People written at once while a shop is filled: what they take is let go of in between. */
const intake = 20_000;

/** A shop on any store, with a clock of its own and no transport: what is queued stays. */
export interface CampaignShop extends Shop {
  readonly clock: SimulatedClock;
  /** A campaign to everybody, up to the point where ticks take it on. Default: all at once. */
  readonly begin: (how?: "at once" | "local") => Promise<CampaignId>;
  readonly read: (id: CampaignId) => Promise<CampaignRecord>;
}

/** People live all over the world, as many in each of these zones. */
const zones = Intl.supportedValuesOf("timeZone");

function zoneFor(index: number): string {
  return zones[index % zones.length] ?? "UTC";
}

export function openCampaignShop(store: Store): CampaignShop {
  const clock = simulatedClock(start);
  const renderer = fakeRenderer({ [template]: { text: "Hello, {firstName}", purpose } });
  const shop = openShop({ store, clock, renderer, zoneFor });
  const { campaigns } = shop.engine;
  return {
    ...{ ...shop, clock },
    begin: async (how = "at once") => {
      const { id } = await campaigns.create(tenant, {
        channel: "email",
        audience: { in: [{ all: true }], when: how === "local" ? "hour" : "start" },
        content: { variants: [{ id: "a", template, weight: 1 }] },
        // Long enough ahead that no zone's hour has passed.
        schedule:
          how === "local" ? { local: "2026-11-04T09:00", passed: "nextDay" } : { at: "now" },
      });
      assert.deepEqual(await campaigns.check(tenant, id), []);
      await campaigns.approve(tenant, id);
      await campaigns.start(tenant, id);
      return id;
    },
    read: (id) => campaigns.read(tenant, id),
  };
}

/** A file with so many people who have said yes, made when it is first asked for. */
export interface FilledShop {
  readonly size: number;
  readonly path: () => Promise<string>;
}

export function filledShop(path: string, size: number): FilledShop {
  let filled: Promise<void> | undefined;
  return {
    size,
    path: async () => {
      filled ??= fill(path, size);
      await filled;
      return path;
    },
  };
}

async function fill(path: string, size: number): Promise<void> {
  const database = new DatabaseSync(path);
  // The same verbs write the same rows, but nobody waits for the disk: a file that a crash of the
  // machine spoils is filled again.
  database.exec("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF");
  const store = sqliteStore({ database, breathe: false });
  const shop = openCampaignShop(store);
  for (let left = size; left > 0; left -= intake)
    await shop.admit(Math.min(left, intake), ["send"], 2_000);
  await store.vacuum();
  await store.close();
  database.close();
}

export interface CampaignTimes {
  /** In milliseconds. */
  readonly prepare: number;
  readonly expand: number;
  /** The most that was resident beyond what was before, in MB. */
  readonly growth: number;
  readonly queued: number;
}

/** Queues one campaign to everybody, as ticks do. */
export async function queueCampaign(
  shop: CampaignShop,
): Promise<CampaignTimes & { readonly id: CampaignId }> {
  const id = await shop.begin();
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let growth = 0;
  let queued = 0;
  const times = { prepare: 0, expand: 0 };
  for (let more = true; more; ) {
    const begun = now();
    const summary = await shop.engine.tick(tenant);
    assert.deepEqual(summary.faults, []);
    const part = summary.campaigns;
    times[(part?.queued ?? 0) > 0 ? "expand" : "prepare"] += now() - begun;
    queued += part?.queued ?? 0;
    assert.equal(part?.refused ?? 0, 0);
    more = part?.more ?? false;
    growth = Math.max(growth, process.memoryUsage.rss() - before);
  }
  return { ...times, id, queued, growth: growth / 2 ** 20 };
}

/** The file as it was, under another name. */
export function copyShop(from: string, to: string): SqliteStore {
  copyFile(from, to);
  return sqliteStore({ path: to, breathe: false });
}

export function copyFile(from: string, to: string): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(`${to}${end}`, { force: true });
  copyFileSync(from, to);
}
