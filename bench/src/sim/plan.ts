import { createDraws } from "@wellsent/core/testing/sim";

/** What a seed may have: each is on in about half of the seeds. */
const features = [
  ...["abort", "ambiguous", "slowStore", "locked", "killWorker", "killHost", "killAtAnswer"],
  ...["clock", "outage", "greylist", "domain421", "lostAnswer", "slowAnswer", "slowConnect"],
  ...["poison", "brokenSender", "bounce", "withdraw", "withdrawAtConnect", "regrant", "move"],
  ...["complaint", "noConsent", "ghost", "twin", "receipt", "oldEvents", "futureEvents", "caps"],
  ...["schedule", "deploy", "rollback", "dropTemplate", "fork", "withoutWorkflow", "laxClass"],
] as const;

/** Those that only make things happen; the others make them go wrong. */
const situations: ReadonlySet<string> = new Set([
  ...["withdraw", "regrant", "move", "noConsent", "receipt", "schedule", "caps", "complaint"],
]);

type OperationKind =
  | "join"
  | "meet"
  | "purchase"
  | "oldPurchase"
  | "futurePurchase"
  | "campaign"
  | "scheduled"
  | "receipt"
  | "withdraw"
  | "regrant"
  | "move"
  | "moveBack"
  | "complain"
  | "ghost"
  | "twin"
  | "lax"
  | "killWorker"
  | "killHost"
  | "clock"
  | "poison"
  | "brokenSender"
  | "deploy"
  | "rollback";

export interface Operation {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly kind: OperationKind;
  readonly tenant: number;
  readonly who: number;
  /** Tells operations of a kind apart; part of every id they make. */
  readonly id: string;
}

export interface Plan {
  readonly seed: number;
  readonly features: readonly string[];
  readonly people: readonly [number, number];
  readonly operations: readonly Operation[];
}

export const hour = 3_600_000;
export const day = 24 * hour;
/** Days in which things go wrong, and quiet days after them. */
export const faultyDays = 12;
export const quietDays = 24;

/** One seed's world. A tenth of the seeds have one fault only, a tenth have none. */
export function drawPlan(seed: number): Plan {
  const draws = createDraws(seed);
  const kind = seed % 10;
  const faults = features.filter((name) => !situations.has(name));
  const only = draws.pick("only", faults);
  const chosen = features.filter((name) => {
    if (situations.has(name)) return draws.happens(`feature.${name}`, 0.6);
    if (kind === 0) return false;
    if (kind === 1) return name === only;
    return draws.happens(`feature.${name}`, 0.5);
  });
  const has: ReadonlySet<string> = new Set(chosen);
  const on = (name: string): boolean => has.has(name);
  const people: readonly [number, number] = [
    3 + draws.integer("people.0", 6),
    3 + draws.integer("people.1", 6),
  ];
  const operations: Operation[] = [];
  const add = (operation: OperationKind, from: number, to: number): void => {
    const index = operations.length;
    const place = `op.${operation}.${index}`;
    const tenant = draws.integer(`${place}.tenant`, 2);
    operations.push({
      at: Math.round((from + draws.at(`${place}.at`) * (to - from)) * day),
      kind: operation,
      tenant,
      who: draws.integer(`${place}.who`, people[tenant] ?? 3),
      id: `${operation}-${index}`.toLowerCase(),
    });
  };
  const many = (operation: OperationKind, count: number, from: number, to: number): void => {
    for (let n = 0; n < count; n++) add(operation, from, to);
  };
  for (const tenant of [0, 1]) {
    for (let who = 0; who < (people[tenant] ?? 0); who++) {
      const agrees = !(on("noConsent") && draws.happens(`agrees.${tenant}.${who}`, 0.4));
      operations.push({
        at: Math.round(draws.at(`join.${tenant}.${who}`) * day),
        kind: agrees ? "join" : "meet",
        tenant,
        who,
        id: `join-${tenant}-${who}`,
      });
    }
  }
  many("purchase", 10, 1, 11);
  many("campaign", 3, 1.2, 11);
  if (on("caps")) {
    const burst = 2 + draws.at("burst") * 7;
    many("campaign", 5, burst, burst + 0.05);
  }
  if (on("schedule")) many("scheduled", 2, 1, 9);
  if (on("receipt")) many("receipt", 5, 1, 11);
  if (on("withdraw")) many("withdraw", 4, 1.5, 11);
  if (on("regrant")) many("regrant", 2, 5, 11);
  if (on("move")) {
    many("move", 2, 2, 6);
    many("moveBack", 3, 6, 10);
  }
  if (on("complaint")) many("complain", 2, 3, 11);
  if (on("ghost")) add("ghost", 1, 10);
  if (on("twin")) many("twin", 2, 1, 10);
  if (on("laxClass")) many("lax", 2, 1, 10);
  if (on("oldEvents")) many("oldPurchase", 2, 1, 10);
  if (on("futureEvents")) many("futurePurchase", 2, 1, 10);
  if (on("killWorker")) many("killWorker", 4, 1, 11.5);
  if (on("killHost")) many("killHost", 2, 1, 11.5);
  if (on("clock")) many("clock", 3, 1, 11);
  if (on("poison")) many("poison", 2, 1, 8);
  if (on("brokenSender")) add("brokenSender", 1, 8);
  if (on("deploy")) many("deploy", 2, 2, 9);
  if (on("rollback")) add("rollback", 5, 11);
  return { seed, features: chosen, people, operations };
}
