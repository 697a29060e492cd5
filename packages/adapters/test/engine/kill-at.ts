import type { Store } from "@wellsent/core";

export class Killed extends Error {}

/** Kills the process at one call of a store, before it or after its commit. */
export function killAt(at: number, when: "before" | "after") {
  let calls = 0;
  let dead = false;
  const guard =
    (call: (...args: readonly unknown[]) => Promise<unknown>) =>
    async (...args: readonly unknown[]): Promise<unknown> => {
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
    /** A store that is at the other end of the wire. */
    over: (store: Store): Store =>
      new Proxy(store, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== "function") return member;
          return guard((...args) => Reflect.apply(member, target, args));
        },
      }),
  };
}
