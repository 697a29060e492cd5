import type { EmailTransport, Store } from "@wellsent/core";
import { inject } from "vitest";

export class Killed extends Error {}

export type When = "before" | "after";

/**
 * Where a run of so many calls is cut. `WELLSENT_PROPERTIES=full` cuts before and after every call.
 * The short form cuts a quarter of these, evenly: each of the four ways (a store, before or after)
 * takes every fourth call, one further than the way before it, so that together they still cut at
 * every call. That judges a change: the engine is the same over both stores, whose own differences
 * their contract tests, and after one call is as good as before the next.
 */
export function* killPoints(
  calls: number,
  store: "memory" | "sqlite",
): Generator<readonly [at: number, when: When]> {
  const isFull = inject("propertyShare") === 1;
  for (let at = 1; at <= calls; at++) {
    for (const [way, when] of (["before", "after"] as const).entries()) {
      if (isFull || at % 4 === way + (store === "memory" ? 0 : 2)) yield [at, when];
    }
  }
}

/**
 * Counts the calls of every port it is laid over, and kills the process at one of them: before it
 * happens, or after it happened but before anybody heard. From then on nothing answers.
 */
export function killAt(at: number, when: When) {
  let calls = 0;
  let dead = false;
  const guard =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (dead) throw new Killed();
      calls += 1;
      const now = calls === at;
      if (now && when === "before") dead = true;
      if (dead) throw new Killed();
      const result = await call(...args);
      if (now) dead = true;
      if (dead) throw new Killed();
      return result;
    };
  return {
    calls: () => calls,
    isDead: () => dead,
    /** A transport whose every hand-over counts. */
    overTransport: (transport: EmailTransport): EmailTransport => ({
      ...transport,
      send: guard(transport.send),
    }),
    /** A store that is at the other end of the wire. */
    over: (store: Store): Store =>
      new Proxy(store, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== "function") return member;
          return guard((...args: readonly unknown[]) => Reflect.apply(member, target, args));
        },
      }),
  };
}
