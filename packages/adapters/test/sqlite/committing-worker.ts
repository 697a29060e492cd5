// Commits without a pause until it is terminated: a contact, then an entry of the ledger.
import { parentPort, workerData } from "node:worker_threads";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { add, reactions, scope } from "./people.js";

const store = sqliteStore({ path: String(workerData) });
for (let round = 0; ; round += 1) {
  await add(store, `p${round}`);
  const draft = { id: `k${round}`, type: "consent.granted", effectiveAt: 0, fields: {} };
  await store.appendConsent({ ...scope, drafts: [draft] }, reactions);
  if (round === 0) parentPort?.postMessage("begun");
}
