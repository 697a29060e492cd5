import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Contest, Effort, Entry, Measurement } from "../contest.ts";
import {
  type CampaignTimes,
  copyFile,
  copyShop,
  type FilledShop,
  openCampaignShop,
  queueCampaign,
} from "./campaign-shop.ts";

/** What a campaign writes for each person, in the order of its writing. */
const written = ["wellsent_recipient", "wellsent_message"];
/** Whatever the size of the audience. */
const memoryLimit = 160;

/**
 * A campaign from its start until everybody's message waits in the outbox: the audience is read,
 * each person's consent decided, and everything written in commits of five thousand. The peer has
 * the same rows ready in tables of the same file, and inserts them in one transaction.
 */
export function queueContests(
  folder: string,
  filled: FilledShop,
  { quick }: Effort,
): readonly Entry[] {
  const { size } = filled;
  const ready = join(folder, "ready.db");
  const own = { ours: join(folder, "ours.db"), peer: join(folder, "peer.db") };
  const runs: CampaignTimes[] = [];
  let shop: ReturnType<typeof openCampaignShop> | undefined;
  let peer: DatabaseSync | undefined;

  const openOurs = async (): Promise<void> => {
    await shop?.store.close();
    shop = openCampaignShop(copyShop(await filled.path(), own.ours));
  };
  const openPeer = (): void => {
    peer?.close();
    copyFile(ready, own.peer);
    peer = openFile(own.peer);
  };
  const ours = async (): Promise<void> => {
    assert(shop !== undefined);
    const times = await queueCampaign(shop);
    assert.equal(times.queued, size);
    runs.push(times);
  };
  const insert = (): void => {
    const rows = written.map((table) => `INSERT INTO ${table} SELECT * FROM ready_${table}`);
    peer?.exec(`BEGIN IMMEDIATE; ${rows.join("; ")}; COMMIT`);
  };
  const contest: Contest = {
    name: "queue a campaign, consent decided for each",
    ours,
    peer: insert,
    peerName: "INSERT … SELECT of the same rows",
    goal: 0.25,
    unit: `campaign to ${size.toLocaleString("en")} people`,
    note: "SQLite files, synchronous, from the start until everybody's message waits",
    once: quick ? 3 : 5,
    prepare: (who) => (who === "ours" ? openOurs() : openPeer()),
    check: async () => {
      await openOurs();
      await ours();
      await shop?.store.close();
      shop = undefined;
      makeReady(await filled.path(), ready, own.ours);
      openPeer();
      insert();
      assertSame(own.ours, own.peer);
      runs.length = 0;
    },
    release: async () => {
      await shop?.store.close();
      shop = undefined;
      peer?.close();
    },
  };
  const figure = (
    name: string,
    unit: string,
    limit: number,
    pick: (times: CampaignTimes) => number,
  ): Measurement => ({
    ...{ name: `campaign, ${name}`, unit, limit },
    note: `${size.toLocaleString("en")} people`,
    measure: async () => {
      if (runs.length === 0) {
        await openOurs();
        await ours();
      }
      return runs.map(pick);
    },
  });
  const each = (milliseconds: number): number => (milliseconds * 1_000) / size;
  return [
    contest,
    figure("prepare", "µs per person", 12, ({ prepare }) => each(prepare)),
    figure("expand", "µs per person", 32, ({ expand }) => each(expand)),
    figure("memory", "MB over the start", memoryLimit, ({ growth }) => growth),
  ];
}

function openFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
  return database;
}

/** The people without the campaign, and beside them what it wrote, in tables without indexes. */
function makeReady(filled: string, ready: string, done: string): void {
  copyFile(filled, ready);
  const database = openFile(ready);
  database.prepare("ATTACH ? AS done").run(done);
  for (const table of written)
    database.exec(`CREATE TABLE ready_${table} AS SELECT * FROM done.${table} ORDER BY seq`);
  database.exec("DETACH done; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

function assertSame(ours: string, peer: string): void {
  const database = openFile(peer);
  database.prepare("ATTACH ? AS ours").run(ours);
  for (const table of written) {
    const left = `SELECT * FROM ours.${table}`;
    const right = `SELECT * FROM main.${table}`;
    const apart = database
      .prepare(`SELECT count(*) AS n FROM (SELECT * FROM (${left} EXCEPT ${right})
        UNION ALL SELECT * FROM (${right} EXCEPT ${left}))`)
      .get();
    assert.equal(apart?.["n"], 0, table);
  }
  database.close();
}
