import type { Socket } from "node:net";
import type { HeaderField } from "@wellsent/core";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly session: string;
}

/** A real SMTP server on loopback that answers by the recipient's local part. */
export interface Sink {
  readonly port: number;
  readonly taken: TakenMail[];
  /** Sessions opened so far. */
  readonly sessions: readonly string[];
  /** Resolves once `times` messages to such a recipient have come as far as the script goes. */
  reached(local: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * - `rcpt-550-5.1.1`: that reply to RCPT; `data-554-5.7.1`: to the final dot; `from-…` the same for the sender.
 * - `drop-rcpt`, `drop-data`, `drop-dot`: the connection is cut at RCPT, while the message comes, after its last dot.
 * - `hang-rcpt`, `hang-dot`: no answer, ever.
 */
export async function sink(options: SMTPServerOptions = {}): Promise<Sink> {
  const taken: TakenMail[] = [];
  const sessions: string[] = [];
  const reached = new Map<string, number>();
  const watchers = new Set<() => void>();
  const mark = (local: string): void => {
    reached.set(local, (reached.get(local) ?? 0) + 1);
    for (const watch of watchers) watch();
  };
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 20,
    onConnect(session, done) {
      sessions.push(session.id);
      done();
    },
    onMailFrom({ address }, _session, done) {
      done(scripted("from", localOf(address)));
    },
    onRcptTo({ address }, session, done) {
      const local = localOf(address);
      if (local === "drop-rcpt") return cut(server, session, () => mark(local));
      if (local === "hang-rcpt") return mark(local);
      done(scripted("rcpt", local));
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      const local = localOf(to[0] ?? "");
      if (local === "drop-data") {
        stream.once("data", () => cut(server, session, () => mark(local)));
        return;
      }
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (local === "drop-dot") return cut(server, session, () => mark(local));
        if (local === "hang-dot") return mark(local);
        const refusal = scripted("data", local);
        if (refusal !== null) return done(refusal);
        const { mailFrom } = session.envelope;
        taken.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to,
          raw: Buffer.concat(chunks),
          session: session.id,
        });
        mark(local);
        done(null);
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    taken,
    sessions,
    reached(local, times = 1) {
      return new Promise((resolve) => {
        const watch = (): void => {
          if ((reached.get(local) ?? 0) < times) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export async function parsed(mail: TakenMail): Promise<{
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: readonly HeaderField[];
}> {
  const { subject = "", text = "", html = "", headers } = await PostalMime.parse(mail.raw);
  return {
    subject,
    text,
    html,
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
  };
}

function scripted(stage: string, local: string): Error | null {
  const [, at, code, enhanced] = /^(from|rcpt|data)-(\d{3})(?:-(\d\.\d+\.\d+))?/.exec(local) ?? [];
  if (at !== stage) return null;
  return Object.assign(new Error(`${enhanced === undefined ? "" : `${enhanced} `}says the sink`), {
    responseCode: Number(code),
  });
}

/** The session does not show its socket, the server's list of connections does. */
function cut(server: SMTPServer, session: SMTPServerSession, then: () => void): void {
  const {
    connections,
  }: { connections?: Iterable<{ readonly id: string; readonly _socket: Socket }> } = Object(server);
  for (const connection of connections ?? [])
    if (connection.id === session.id) connection._socket.destroy();
  then();
}

function localOf(address: string): string {
  return address.slice(0, address.lastIndexOf("@"));
}
