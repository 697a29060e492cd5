import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "@wellsent/adapters/in-process";
import { memoryEmailTransport } from "@wellsent/adapters/memory";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import type { Effort, Measurement } from "../contest.ts";
import { newsletterRenderer } from "./newsletter.ts";
import { tenant } from "./people.ts";
import { openShop } from "./shop.ts";

interface OutboxFigures {
  readonly bytesPerMessage: number;
  readonly turnP99: number;
}

/**
 * A campaign handed to a transport that takes everything at once: what it leaves on disk, and how
 * long it holds the thread.
 */
export function outboxMeasurements(folder: string, { quick }: Effort): readonly Measurement[] {
  const size = quick ? 2_000 : 20_000;
  let run: Promise<OutboxFigures> | undefined;
  const figures = (): Promise<OutboxFigures> => {
    run ??= measureCampaign(join(folder, "outbox.db"), size);
    return run;
  };
  const note = `${size.toLocaleString("en")} mails with tracked links, all accepted`;
  return [
    {
      name: "disk after a campaign",
      limit: 900,
      unit: "bytes per message",
      note,
      measure: async () => [(await figures()).bytesPerMessage],
    },
    {
      name: "turns of a drain into memory",
      limit: 20,
      unit: "ms at the 99th percentile",
      note,
      measure: async () => [(await figures()).turnP99],
    },
  ];
}

async function measureCampaign(path: string, size: number): Promise<OutboxFigures> {
  const renderer = await newsletterRenderer();
  const clock = systemClock();
  const store = sqliteStore({ path });
  const email = memoryEmailTransport();
  const shop = openShop({ store, clock, renderer, email });
  const people = await shop.admit(size, ["send", "track.open", "track.click"]);
  await store.vacuum();
  const before = statSync(path).size;
  await shop.queue("c1", people);
  const turns = monitorEventLoopDelay({ resolution: 1 });
  turns.enable();
  // What is measured begins with the timer's first beat, and would not with `reset`.
  await pause(5);
  const { email: done } = await shop.engine.drain(tenant);
  await pause(5);
  turns.disable();
  assert.equal(done?.accepted, size);
  // Closing empties the write-ahead log into the file.
  await store.close();
  const after = statSync(path).size;
  return { bytesPerMessage: (after - before) / size, turnP99: turns.percentile(99) / 1e6 };
}
