import { type Random, seeded } from "../../../templates/test/fuzz/random.ts";

/** One purpose of a drawn schema. What is not offered stands in no preference centre. */
export interface DrawnPurpose {
  readonly name: string;
  readonly channel: "email" | "sms";
  readonly topics: readonly string[];
  readonly offered: boolean;
}

export const stepKinds = [
  "grant",
  "request",
  "withdraw",
  "mail",
  "show",
  "save",
  "unchanged",
  "untick all",
  "untick one",
  "tick one",
  "stale page",
  "one-click",
  "leave",
  "undo",
  "confirm",
  "confirm twice",
  "read",
  "tamper",
  "other tenant",
  "later",
] as const;

/** What somebody does; the numbers choose among what there is by then. */
export interface Step {
  readonly kind: (typeof stepKinds)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Plain data, so that a failing case can be cut down. */
export interface PagesCase {
  readonly purposes: readonly DrawnPurpose[];
  readonly emails: number;
  readonly phone: boolean;
  readonly us: boolean;
  readonly steps: readonly Step[];
}

const names = ["news", "news.daily", "offers", "club", "alerts"] as const;

function drawPurpose(random: Random, name: string): DrawnPurpose {
  return {
    name,
    channel: name === "alerts" || random.chance(0.15) ? "sms" : "email",
    topics: ["a", "b", "c"].slice(0, random.below(4)),
    offered: random.chance(0.85),
  };
}

export function drawCase(seed: number): PagesCase {
  const random = seeded(seed);
  const drawn = names.filter(() => random.chance(0.6));
  const purposes = (drawn.length === 0 ? ["news"] : drawn).map((name) => drawPurpose(random, name));
  const us = random.chance(0.3);
  const steps = Array.from({ length: 4 + random.below(16) }, (): Step => {
    const number = () => random.below(1_000_000);
    return { kind: random.pick(stepKinds), a: number(), b: number(), c: number() };
  });
  return {
    purposes,
    emails: 1 + random.below(2),
    // The law of text messages in the United States is not what is tried here.
    phone: !us && random.chance(0.6),
    us,
    steps,
  };
}
