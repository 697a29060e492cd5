import type { Socket } from "node:net";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

/** A relay with all the faults that relays have, by chance. */
export interface FaultySink {
  readonly port: number;
  /** Copies that arrived, by Message-ID without brackets and domain. */
  readonly copies: ReadonlyMap<string, number>;
  readonly faults: Readonly<Record<string, number>>;
  /** Ends the faults: from now on everything is taken. */
  calm(): void;
  close(): Promise<void>;
}

const rates = {
  refused421: 0.005,
  grey451: 0.01,
  cutAtRcpt: 0.004,
  cutInBody: 0.004,
  cutAfterDot: 0.004,
  slow: 0.02,
};

export async function openSink(random: () => number): Promise<FaultySink> {
  const copies = new Map<string, number>();
  const faults: Record<string, number> = {};
  let calm = false;
  const happens = (name: keyof typeof rates): boolean => {
    if (calm || random() >= rates[name]) return false;
    faults[name] = (faults[name] ?? 0) + 1;
    return true;
  };
  const refusal = (code: number, text: string): Error =>
    Object.assign(new Error(text), { responseCode: code });
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 20,
    onRcptTo(_address, session, done) {
      if (happens("refused421")) return done(refusal(421, "4.3.2 Shutting down"));
      if (happens("grey451")) return done(refusal(451, "4.7.1 Greylisted"));
      if (happens("cutAtRcpt")) return cut(server, session);
      done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      if (happens("cutInBody")) {
        stream.once("data", () => cut(server, session));
        stream.resume();
        return;
      }
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString("latin1");
        const id = /^Message-ID:\s*<([^@>]+)@/im.exec(raw)?.[1] ?? "";
        copies.set(id, (copies.get(id) ?? 0) + 1);
        if (happens("cutAfterDot")) return cut(server, session);
        setTimeout(() => done(null, "OK"), happens("slow") ? 500 : 0);
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    copies,
    faults,
    calm: () => {
      calm = true;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Hangs up without a word, as a crashed relay or a dropped route does. */
function cut(server: SMTPServer, session: SMTPServerSession): void {
  const connections = Reflect.get(server, "connections") as Iterable<{
    id: string;
    _socket: Socket;
  }>;
  for (const connection of connections)
    if (connection.id === session.id) connection._socket.destroy();
}
