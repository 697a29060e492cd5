import type { SmtpTransportOptions } from "./config.js";
import type { NodemailerModules } from "./nodemailer-modules.js";
import { type Opening, openSession, type SmtpSession } from "./smtp-session.js";

/** Hands out connections, at most so many, and keeps them for the next message. First come, first served. */
export interface SessionPool {
  /** Waits for a turn. `null`: the pool was closed. @throws the signal's reason */
  turn(signal: AbortSignal | undefined): Promise<Turn | null>;
  close(): Promise<void>;
}

export interface Turn {
  /** A kept connection, or a new one. */
  open(stop: AbortSignal): Promise<Opening>;
  /** Gives the turn back, exactly once. */
  done(): void;
}

export function sessionPool(
  options: SmtpTransportOptions,
  modules: NodemailerModules,
): SessionPool {
  const maxConnections = Math.max(1, options.maxConnections ?? 5);
  const maxMessages = Math.max(1, options.maxMessages ?? 100);
  const idleTimeoutMs = options.idleTimeoutMs ?? 15_000;
  const idle = new Map<SmtpSession, NodeJS.Timeout>();
  const waiting: ((turn: Turn | null) => void)[] = [];
  const drained: (() => void)[] = [];
  let running = 0;
  let closed = false;

  const keep = (session: SmtpSession): void => {
    if (!session.alive) return;
    if (closed || session.used >= maxMessages) {
      session.end("quit");
      return;
    }
    const timer = setTimeout(() => {
      idle.delete(session);
      session.end("quit");
    }, idleTimeoutMs);
    timer.unref();
    idle.set(session, timer);
  };

  const take = (): SmtpSession | undefined => {
    for (const [session, timer] of idle) {
      clearTimeout(timer);
      idle.delete(session);
      if (session.alive) return session;
    }
    return undefined;
  };

  const newTurn = (): Turn => {
    let session: SmtpSession | undefined;
    running++;
    return {
      async open(stop) {
        const kept = take();
        const opening: Opening =
          kept === undefined ? await openSession(options, modules, stop) : { session: kept };
        if ("session" in opening) session = opening.session;
        return opening;
      },
      done() {
        running--;
        if (session !== undefined) keep(session);
        const next = waiting.shift();
        if (next !== undefined) next(newTurn());
        else if (running === 0) for (const resolve of drained.splice(0)) resolve();
      },
    };
  };

  return {
    turn(signal) {
      if (closed) return Promise.resolve(null);
      if (running < maxConnections) return Promise.resolve(newTurn());
      return new Promise((resolve, reject) => {
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(given), 1);
          reject(signal?.reason);
        };
        const given = (turn: Turn | null): void => {
          signal?.removeEventListener("abort", giveUp);
          resolve(turn);
        };
        signal?.addEventListener("abort", giveUp, { once: true });
        waiting.push(given);
      });
    },
    async close() {
      closed = true;
      for (const given of waiting.splice(0)) given(null);
      for (let session = take(); session !== undefined; session = take()) session.end("quit");
      // Messages under way come to their end: cutting them off would make their outcome unknown.
      if (running > 0) await new Promise<void>((resolve) => drained.push(resolve));
    },
  };
}
