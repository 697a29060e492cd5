import type { Socket } from "node:net";
import type { EmailAddress, HeaderField } from "@wellsent/core";
import PostalMime, { type Address, decodeWords } from "postal-mime";
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
 * What a recipient's local part, or {@link SinkFaults.plan}, may name:
 *
 * - `rcpt-550-5.1.1`: that reply to RCPT; `data-554-5.7.1`: to the final dot; `from-…`: the same
 *   for the sender.
 * - `grey-2`: the first two tries are put off with 451 4.7.1.
 * - `drop-rcpt`, `drop-data`, `drop-dot`: the connection is cut at RCPT, while the message comes,
 *   after its last dot.
 * - `lose-dot`: the message is taken, and the connection is cut before the answer.
 * - `hang-rcpt`, `hang-dot`: no answer, ever.
 * - `slow-200`: the final dot is answered after so many milliseconds.
 */
export interface SinkFaults {
  /** The fault for a recipient. Default: the local part. */
  plan?(recipient: string): string;
  /** Cuts a connection as soon as it is there. */
  drop?(): boolean;
  /** Greets with 421. */
  busy?(): boolean;
}

export async function sink(
  options: SMTPServerOptions = {},
  faults: SinkFaults = {},
): Promise<Sink> {
  const taken: TakenMail[] = [];
  const sessions: string[] = [];
  const reached = new Map<string, number>();
  const tries = new Map<string, number>();
  const watchers = new Set<() => void>();
  const mark = (local: string): void => {
    reached.set(local, (reached.get(local) ?? 0) + 1);
    for (const watch of watchers) watch();
  };
  const planFor = (recipient: string): string =>
    faults.plan?.(recipient) ?? readLocalPart(recipient);
  const greylisted = (recipient: string, plan: string): boolean => {
    const times = Number(/^grey-(\d+)/.exec(plan)?.[1] ?? 0);
    const tried = (tries.get(recipient) ?? 0) + 1;
    tries.set(recipient, tried);
    return tried <= times;
  };
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 20,
    onConnect(session, done) {
      sessions.push(session.id);
      if (faults.drop?.() === true) return cut(server, session, () => {});
      done(faults.busy?.() === true ? refusal(421, "4.3.2") : null);
    },
    onMailFrom({ address }, _session, done) {
      done(scripted("from", readLocalPart(address)));
    },
    onRcptTo({ address }, session, done) {
      const plan = planFor(address);
      if (plan === "drop-rcpt") return cut(server, session, () => mark(plan));
      if (plan === "hang-rcpt") return mark(plan);
      done(greylisted(address, plan) ? refusal(451, "4.7.1") : scripted("rcpt", plan));
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      const plan = planFor(to[0] ?? "");
      if (plan === "drop-data") {
        stream.once("data", () => cut(server, session, () => mark(plan)));
        return;
      }
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (plan === "drop-dot") return cut(server, session, () => mark(plan));
        if (plan === "hang-dot") return mark(plan);
        const refused = scripted("data", plan);
        if (refused !== null) return done(refused);
        const { mailFrom } = session.envelope;
        taken.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to,
          raw: Buffer.concat(chunks),
          session: session.id,
        });
        if (plan === "lose-dot") return cut(server, session, () => mark(plan));
        mark(plan);
        const slow = Number(/^slow-(\d+)/.exec(plan)?.[1] ?? 0);
        if (slow > 0) setTimeout(() => done(null), slow);
        else done(null);
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
  readonly from?: EmailAddress;
  readonly recipient?: EmailAddress;
  readonly replyTo?: EmailAddress;
}> {
  const read = await PostalMime.parse(mail.raw);
  const { subject = "", text = "", html = "", headers, from, to, replyTo } = read;
  return {
    subject,
    text,
    html,
    ...(from === undefined ? {} : { from: mailbox([from]) }),
    ...(to === undefined ? {} : { recipient: mailbox(to) }),
    ...(replyTo === undefined ? {} : { replyTo: mailbox(replyTo) }),
    headers: headers.map(({ originalKey, value }) => ({
      name: originalKey,
      value: decodeWords(value),
    })),
  };
}

/** The one mailbox of a header field; several, or a group, show up as an address that is none. */
function mailbox(mailboxes: readonly Address[]): EmailAddress {
  const address = mailboxes.map((one) => one.address ?? "(a group)").join(", ");
  return { address, name: mailboxes[0]?.name ?? "" };
}

function scripted(stage: string, plan: string): Error | null {
  const [, at, code, enhanced] = /^(from|rcpt|data)-(\d{3})(?:-(\d\.\d+\.\d+))?/.exec(plan) ?? [];
  return at === stage ? refusal(Number(code), enhanced) : null;
}

function refusal(responseCode: number, enhanced?: string): Error {
  const words = `${enhanced === undefined ? "" : `${enhanced} `}says the sink`;
  return Object.assign(new Error(words), { responseCode });
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

function readLocalPart(address: string): string {
  return address.slice(0, address.lastIndexOf("@"));
}
