import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@wellsent/core/errors";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  /** Without angle brackets: the name of its file. */
  readonly id: string;
  readonly to: string;
  /** The mail's own Date header: simulated time. */
  readonly at: number;
  readonly raw: string;
}

export interface MailSink {
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** Deliveries of a mail that had been delivered before. */
  readonly duplicates: number;
  readonly onMail: (listener: (mail: ReceivedMail) => void) => void;
  readonly close: () => Promise<void>;
}

function header(raw: string, name: string): string {
  return new RegExp(`^${name}: ?(.*)$`, "im").exec(raw)?.[1]?.trim() ?? "";
}

export function readMail(raw: string): ReceivedMail {
  return {
    id: header(raw, "Message-ID").replace(/[<>]/g, ""),
    to: /[^\s<]+@[^\s>]+/.exec(header(raw, "To"))?.[0] ?? "",
    at: Date.parse(header(raw, "Date")),
    raw,
  };
}

/**
 * A real SMTP server on loopback that behaves as the world does, by address: full mailboxes (452),
 * people who are gone (550), connections that drop in the middle of the message. What it takes it
 * writes to `folder`, a file a mail.
 *
 * @throws InputError `INPUT_PORT_IN_USE`
 */
export async function startMailSink(
  folder: string,
  wantedPort: number,
  mailboxesAreFull: () => boolean,
): Promise<MailSink> {
  mkdirSync(folder, { recursive: true });
  const received: ReceivedMail[] = readdirSync(folder)
    .filter((name) => name.endsWith(".eml"))
    .map((name) => readMail(readFileSync(join(folder, name), "utf8")));
  const listeners: ((mail: ReceivedMail) => void)[] = [];
  let duplicates = 0;
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, callback) => {
      const domain = address.slice(address.lastIndexOf("@") + 1);
      if (domain === "gone.example") return callback(refusal(550, "5.1.1 No such user here"));
      if (domain === "full.example" && mailboxesAreFull())
        return callback(refusal(452, "4.2.2 Mailbox full"));
      callback();
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      const drops = session.envelope.rcptTo.some(({ address }) =>
        address.endsWith("@drop.example"),
      );
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        // The message is here and no answer goes back: nobody can know, and the library must not
        // guess.
        if (drops) {
          for (const connection of server.connections)
            if (connection.session.id === session.id) connection.close();
          return;
        }
        const mail = readMail(Buffer.concat(chunks).toString("utf8"));
        const file = join(folder, `${mail.id.replace(/[^\w.@-]/g, "_")}.eml`);
        const known = existsSync(file);
        try {
          writeFileSync(file, mail.raw);
        } catch {
          return callback(refusal(452, "4.3.1 No room to keep it"));
        }
        if (known) duplicates += 1;
        else received.push(mail);
        callback(null, "2.0.0 Taken");
        for (const listener of listeners) listener(mail);
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "EADDRINUSE"
          ? new InputError("INPUT_PORT_IN_USE", `Port ${wantedPort} is in use.`, {
              path: "--port",
              remedy: "Leave --port out, or choose another.",
              cause,
            })
          : cause,
      ),
    );
    server.listen(wantedPort, "127.0.0.1", resolve);
  });
  server.on("error", () => {});
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : wantedPort,
    received,
    get duplicates() {
      return duplicates;
    },
    onMail: (listener) => listeners.push(listener),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
