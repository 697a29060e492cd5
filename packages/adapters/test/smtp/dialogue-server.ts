import { createServer, type Socket } from "node:net";

/**
 * What the server does when a command comes: the reply, `drop` (cuts the connection) or `hang`
 * (says nothing more).
 */
export type Step = string;

/** Only what differs from a server that takes everything. */
export interface Dialogue {
  readonly greeting?: Step;
  /** Replies to EHLO and HELO. Default: 250 with the extensions. */
  readonly ehlo?: Step;
  readonly extensions?: readonly string[];
  readonly auth?: Step;
  readonly mail?: Step;
  readonly rcpt?: Step;
  readonly data?: Step;
  /** As soon as the first bytes of a message are there. The rest is not read. */
  readonly body?: Step;
  /** The answer to the whole message. */
  readonly dot?: Step;
  readonly rset?: Step;
}

export interface DialogueServer {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** Connections open now. */
  readonly open: number;
  /** Cuts all of them. */
  cut(): void;
  /** Commands so far, and `.` for the end of a message. */
  readonly heard: readonly string[];
  /** Resolves once such a command has come. */
  reached(command: string): Promise<void>;
  close(): Promise<void>;
}

/** A raw TCP server that speaks SMTP as it is told, word by word. */
export async function dialogueServer(
  dialogue: Dialogue | ((connection: number) => Dialogue),
): Promise<DialogueServer> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const watchers = new Set<() => void>();
  let connections = 0;
  const hear = (command: string): void => {
    heard.push(command);
    for (const watch of watchers) watch();
  };
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    serve(socket, typeof dialogue === "function" ? dialogue(connections) : dialogue, hear);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    heard,
    reached(command) {
      return new Promise((resolve) => {
        const watch = (): void => {
          if (!heard.includes(command)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      });
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function serve(socket: Socket, dialogue: Dialogue, hear: (command: string) => void): void {
  let buffer = "";
  let inBody = false;
  let atStart = true;
  let silent = false;
  const act = (step: Step): void => {
    if (silent) return;
    if (step === "drop") socket.destroy();
    else if (step === "hang") silent = true;
    else socket.write(`${step}\r\n`);
  };
  const ehlo = ["250-sink", ...(dialogue.extensions ?? []).map((name) => `250-${name}`), "250 OK"];
  const replies: Readonly<Record<string, Step>> = {
    EHLO: dialogue.ehlo ?? ehlo.join("\r\n"),
    HELO: dialogue.ehlo ?? "250 OK",
    AUTH: dialogue.auth ?? "235 2.7.0 OK",
    MAIL: dialogue.mail ?? "250 2.1.0 OK",
    RCPT: dialogue.rcpt ?? "250 2.1.5 OK",
    DATA: dialogue.data ?? "354 go on",
    RSET: dialogue.rset ?? "250 OK",
    QUIT: "221 bye",
  };
  const refused = (step: Step | undefined): boolean => step !== undefined && /^[45]/.test(step);
  const body = (): boolean => {
    hear("body");
    if (dialogue.body !== undefined) {
      socket.pause();
      act(dialogue.body);
      return false;
    }
    const end = `\r\n${buffer}`.indexOf("\r\n.\r\n");
    if (end < 0 || (end === 0 && !atStart)) {
      // Only what may become the end is kept.
      atStart = false;
      buffer = buffer.slice(-4);
      return false;
    }
    buffer = buffer.slice(end + 3);
    inBody = false;
    hear(".");
    act(dialogue.dot ?? "250 2.0.0 OK");
    return true;
  };
  const command = (): boolean => {
    const end = buffer.indexOf("\r\n");
    if (end < 0) return false;
    const name = buffer.slice(0, 4).toUpperCase();
    buffer = buffer.slice(end + 2);
    hear(name);
    // Without a recipient there is nothing to take: what comes along with a refused one is refused.
    const none = name === "DATA" && (refused(dialogue.mail) || refused(dialogue.rcpt));
    const reply = none ? "503 5.5.1 no valid recipients" : (replies[name] ?? "502 5.5.1 unknown");
    if (name === "DATA" && reply.startsWith("354")) {
      inBody = true;
      atStart = true;
    }
    act(reply);
    return true;
  };
  socket.on("data", (chunk) => {
    buffer += chunk.toString("latin1");
    while (buffer !== "" && (inBody ? body() : command()));
  });
  act(dialogue.greeting ?? "220 sink");
}
