// One of several processes that send from one file: every message carries a code of one pool.
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { createEngine } from "@wellsent/core/engine";
import { TransportError } from "@wellsent/core/errors";
import { fakeConsentGate, fakePages, fakeRenderer, seededRandom } from "@wellsent/core/testing";
import { schema, start, tenant } from "../engine/world.js";

const [path = "", seed = "1"] = process.argv.slice(2);
const store = sqliteStore({ path });
let sent = 0;
const engine = createEngine({
  ...{ schema, store, consent: fakeConsentGate({ allow: "all" }), pages: fakePages() },
  renderer: fakeRenderer({
    news: { text: "Hi", subject: "{code.value}", codes: { pool: "spring", whenEmpty: "skip" } },
  }),
  clock: { now: () => start + Math.floor(performance.now()) },
  random: seededRandom(Number(seed)),
  batch: 20,
  senderFor: () => ({ from: { address: "hello@shop.example" }, timeZone: "Europe/Berlin" }),
  email: {
    ...{ specVersion: 1, id: "lines", channel: "email" },
    capabilities: {
      ...{ batch: false, idempotency: false, raw: false },
      ...{ envelopeFrom: false, smtputf8: false, longestWaitMs: 1_000 },
    },
    send: async ({ to, subject, ref }) => {
      sent += 1;
      // Some fail for good, and give their codes back to whoever comes next.
      const isRefused = sent % 9 === 0;
      if (!isRefused) process.stdout.write(`${to.address} ${subject}\n`);
      if (!isRefused) return { outcome: "accepted", ref, providerMessageId: null };
      const error = new TransportError("provider", "No.", {
        ...{ transport: "lines", scope: "message", retry: "never" },
      });
      return { outcome: "failed", ref, error };
    },
  },
});
for (let idle = 0; idle < 20; ) {
  const { email } = await engine.tick(tenant).catch(() => ({ email: null }));
  idle = (email?.claimed ?? 0) > 0 ? 0 : idle + 1;
}
await store.close();
