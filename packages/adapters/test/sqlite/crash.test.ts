import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { contactId, enrollmentId, type Store, sendKey, tenantId, workflowId } from "@wellsent/core";
import { seededRandom } from "@wellsent/core/testing";
import { build } from "esbuild";
import { afterAll, expect, it } from "vitest";
import { contact, reactions } from "./people.js";

const folder = mkdtempSync(join(tmpdir(), "wellsent-crash-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tenant = tenantId("acme");
const path = join(folder, "crash.db");
const names = Array.from({ length: 12 }, (_, index) => `p${index}`);

/**
 * Two workers over one file, killed without warning. Resolves to what they had acknowledged by
 * then.
 */
async function killedWorkers(worker: string, afterMs: number): Promise<readonly string[]> {
  const lines = await Promise.all(
    [0, 1].map(
      (index) =>
        new Promise<readonly string[]>((resolve, reject) => {
          const child = spawn(process.execPath, [worker, path], {
            stdio: ["ignore", "pipe", "pipe"],
          });
          let said = "";
          let complained = "";
          child.stdout.on("data", (chunk) => {
            if (said === "") setTimeout(() => child.kill("SIGKILL"), afterMs * (1 + index));
            said += chunk;
          });
          child.stderr.on("data", (chunk) => {
            complained += chunk;
          });
          child.on("error", reject);
          child.on("close", (_, signal) => {
            if (signal === "SIGKILL") resolve(said.split("\n").slice(0, -1));
            else reject(new Error(`the worker ended by itself: ${complained}`));
          });
        }),
    ),
  );
  return lines.flat();
}

/** Takes over from every worker that was killed. */
async function sweepAll(store: Store): Promise<void> {
  const now = Date.now() + 60_000;
  for (let more = true; more; ) {
    ({ more } = await store.sweepWorkers({ tenant, now, graceMs: 0, limit: 50 }, () => "retry"));
  }
}

it("loses nothing acknowledged and does nothing twice when workers are killed", async () => {
  const worker = join(folder, "worker.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "crash-worker.ts")],
    outfile: worker,
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@wellsent/source"],
    logLevel: "error",
  });
  const store = sqliteStore({ path });
  await store.changeContacts({ tenant, now: 0, lookups: [] }, () =>
    names.map((name) => ({ contact: contact(name) })),
  );
  const event = { id: "begin", name: "begin", at: 0, data: {} };
  const inputs = names.map((name) => ({
    kind: "event" as const,
    contact: contactId(`c-${name}`),
    event: { ...event, id: name },
  }));
  await store.ingest(
    { tenant, now: 0, inputs },
    {
      ...reactions,
      route: ({ facts }) => ({
        ...{ log: [], dirty: false },
        start: [
          {
            ...{ tenant, id: enrollmentId(facts.contact.key), workflow: workflowId("w") },
            ...{ version: 1, contact: facts.contact.id, revision: 0, state: {}, wakeAt: 0 },
            ...{ status: "active", waitingFor: [], pending: [], entryKey: "once", startedAt: 0 },
            ...{ endedAt: null, outcome: null },
          },
        ],
      }),
    },
  );
  await store.close();

  const random = seededRandom(20_261_121);
  const acknowledged: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    acknowledged.push(...(await killedWorkers(worker, 20 + random.integer(120))));
  }
  const said = (kind: string): readonly string[] =>
    acknowledged
      .filter((line) => line.startsWith(`${kind} `))
      .map((line) => line.slice(kind.length + 1));
  expect(said("settled").length).toBeGreaterThan(20);

  const database = new DatabaseSync(path);
  expect(database.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  database.close();

  const again = sqliteStore({ path });
  expect(await again.integrity(tenant)).toEqual([]);
  const status = async (key: string) =>
    (await again.readMessage({ tenant, key: sendKey(key) }))?.status;
  for (const key of said("queued")) expect(await status(key), key).toBeDefined();
  for (const key of said("settled")) expect(await status(key), key).toBe("accepted");
  await sweepAll(again);
  const open = await again.readOutbox({ tenant, status: "claimed" });
  expect(open.items, "nobody holds what lost workers had").toEqual([]);
  const counts = await again.countOutbox(tenant);
  expect(counts.every(({ status }) => status === "queued" || status === "accepted")).toBe(true);
  expect(new Set(said("queued")).size, "steps taken once").toBe(said("queued").length);
  expect(new Set(said("claimed")).size, "attempts held once").toBe(said("claimed").length);
  for (const name of names) {
    const contact = contactId(`c-${name}`);
    const [run] = (await again.readEnrollments({ tenant, contact })).items;
    const steps = await again.readStepLog({ tenant, contact, limit: 100_000 });
    const messages = await again.readOutbox({ tenant, contact, limit: 100_000 });
    expect(steps.items.map((step) => step.revision)).toEqual(
      steps.items.map((_, index) => index + 1),
    );
    expect([steps.items.length, messages.items.length], name).toEqual([
      run?.revision,
      run?.revision,
    ]);
  }
  await again.close();
}, 60_000);
