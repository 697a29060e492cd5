import { setTimeout } from "node:timers/promises";
import { emailTransportContract, type TakenEmail } from "@wellsent/core/testing";
import { afterAll, describe, it } from "vitest";
import { smtpTransport } from "../../src/smtp/index.js";
import { parsed, type Sink, sink } from "./sink.js";

const servers: Sink[] = [];
function current(): Sink {
  const server = servers.at(-1);
  if (server === undefined) throw new Error("create comes first");
  return server;
}

function createContract(options: { readonly smtputf8: boolean }) {
  return emailTransportContract({
    async create() {
      const server = await sink();
      servers.push(server);
      // Short, as the contract waits for it once, and long enough for twenty mails at once.
      return smtpTransport({ host: "127.0.0.1", port: server.port, timeoutMs: 3_000, ...options });
    },
    recipients: {
      accepted: "ok@example.com",
      rejected: "rcpt-550@example.com",
      failed: "rcpt-452@example.com",
      unknown: "drop-dot@example.com",
    },
    domainDown: "rcpt-421@example.net",
    unreachable: () => smtpTransport({ host: "127.0.0.1", port: 1 }),
    wait: (milliseconds) => setTimeout(milliseconds, undefined, { ref: false }),
    interrupted: {
      recipient: "hang-dot@example.com",
      reached: () => current().reached("hang-dot"),
    },
    taken: () =>
      Promise.all(
        current().taken.map(
          async (mail): Promise<TakenEmail> => ({ to: mail.to, ...(await parsed(mail)) }),
        ),
      ),
  });
}

describe("the SMTP transport keeps the contract of e-mail transports", () => {
  afterAll(() => Promise.all(servers.map((server) => server.close())));
  for (const { name, run } of createContract({ smtputf8: false }))
    it(name, { timeout: 20_000 }, run);
  const aware = createContract({ smtputf8: true }).filter(({ name }) => name.includes("smtputf8"));
  for (const { name, run } of aware) it(`with SMTPUTF8: ${name}`, run);
});
