import type { EmailTransport, Store } from "@wellsent/core";

export class Killed extends Error {}

/**
 * Counts the calls of every port it is laid over, and kills the process at one of them: before it
 * happens, or after it happened but before anybody heard. From then on nothing answers.
 */
export function killAt(at: number, when: "before" | "after") {
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
