import type { SmtpTransportOptions } from "./config.js";
import type { Limit } from "./limit.js";
import type { NodemailerModules } from "./nodemailer-modules.js";
import { type Opening, openSession } from "./open-session.js";
import type { SmtpSession } from "./smtp-session.js";

/** How long a connection that is free waits for others, in milliseconds. */
const gatherMs = 2;

/**
 * Hands out connections, at most so many, and keeps them for the next message. First come, first
 * served.
 */
export interface SessionPool {
  /**
   * Waits for a turn. `null`: the pool was closed, or the limit struck. `shares`: what is done with
   * it has something in common with what is done with others that are given out together.
   */
  turn(limit: Limit, how: { readonly shares: boolean }): Promise<Turn | null>;
  readonly closed: boolean;
  /** Lets messages under way come to their end; takes back what is only reserved. */
  close(): Promise<void>;
}

export interface Turn {
  /** A kept connection, or a new one. */
  open(limit: Limit): Promise<Opening>;
  /** A message is on its way from here on. `false`: the pool was closed. */
  begin(): boolean;
  /** Gives the turn back, exactly once. */
  done(): void;
}

interface Waiting {
  readonly given: (turn: Turn | null) => void;
  readonly shares: boolean;
}

export function sessionPool(
  options: SmtpTransportOptions,
  modules: NodemailerModules,
): SessionPool {
  const maxConnections = Math.max(1, options.maxConnections ?? 5);
  const maxMessages = Math.max(1, options.maxMessages ?? 100);
  const idleTimeoutMs = options.idleTimeoutMs ?? 15_000;
  const idle = new Map<SmtpSession, NodeJS.Timeout>();
  /** In somebody's hands, with no message on its way. */
  const reserved = new Set<SmtpSession>();
  const waiting: Waiting[] = [];
  const drained: (() => void)[] = [];
  let turns = 0;
  let underWay = 0;
  let closed = false;
  let gathering: NodeJS.Timeout | undefined;

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

  /**
   * Connections that become free at almost the same time are handed out together: whoever waits for
   * them then shares what has to be on record before a message leaves. Whoever shares nothing waits
   * for nobody.
   */
  const handOut = (): void => {
    while (turns < maxConnections && waiting[0]?.shares === false)
      waiting.shift()?.given(newTurn());
    if (waiting.length === 0 || (turns > 0 && gathering !== undefined)) return;
    clearTimeout(gathering);
    if (turns === 0) handOutNow();
    else gathering = setTimeout(handOutNow, gatherMs);
  };
  const handOutNow = (): void => {
    gathering = undefined;
    while (turns < maxConnections && waiting.length > 0) waiting.shift()?.given(newTurn());
  };

  const newTurn = (): Turn => {
    let session: SmtpSession | undefined;
    let begun = false;
    turns++;
    const giveBack = (): void => {
      turns--;
      if (session !== undefined) {
        reserved.delete(session);
        keep(session);
      }
      handOut();
    };
    return {
      async open(limit) {
        const kept = take();
        const opening: Opening =
          kept === undefined ? await openSession(options, modules, limit) : { session: kept };
        if (!("session" in opening)) return opening;
        session = opening.session;
        reserved.add(session);
        return opening;
      },
      begin() {
        if (session !== undefined) reserved.delete(session);
        if (closed) return false;
        begun = true;
        underWay++;
        return true;
      },
      done() {
        if (session === undefined || !begun) return giveBack();
        underWay--;
        if (underWay === 0) for (const resolve of drained.splice(0)) resolve();
        if (closed) {
          session.end("quit");
          return giveBack();
        }
        reserved.add(session);
        void session.clear().then(giveBack);
      },
    };
  };

  return {
    get closed() {
      return closed;
    },
    async turn(limit, { shares }) {
      if (closed || limit.struck !== null) return null;
      if (turns < maxConnections && waiting.length === 0) return newTurn();
      return new Promise((resolve) => {
        const given = (turn: Turn | null): void => {
          limit.watch = null;
          resolve(turn);
        };
        const place = { given, shares };
        limit.watch = () => {
          waiting.splice(waiting.indexOf(place), 1);
          given(null);
        };
        waiting.push(place);
      });
    },
    async close() {
      closed = true;
      clearTimeout(gathering);
      for (const { given } of waiting.splice(0)) given(null);
      for (const session of reserved) session.end("now");
      for (let session = take(); session !== undefined; session = take()) session.end("quit");
      // Cutting off messages under way would make their outcome unknown.
      if (underWay > 0) await new Promise<void>((resolve) => drained.push(resolve));
    },
  };
}
