import type { Instant, Milliseconds } from "../../instant.js";
import type { JsonObject } from "../../json.js";

/**
 * How simulated people behave. Every number except the delays is a probability; absent means never.
 */
export interface SimulatedBehavior {
  /** Per message. A click implies an open. */
  readonly open?: number;
  readonly click?: number;
  readonly bounce?: number;
  readonly complain?: number;
  readonly unsubscribe?: number;
  /** Clicks by machines, per message, immediately. */
  readonly machineClick?: number;
  /** Mean time from delivery to a reaction. Default: two hours. */
  readonly reactsWithin?: Milliseconds;
  /** Other events, with their average number per day. */
  readonly events?: readonly {
    readonly name: string;
    readonly perDay: number;
    /** A function receives the trigger's data, such as the order of this run's cart. */
    readonly data?: JsonObject | ((trigger: JsonObject) => JsonObject);
  }[];
  /**
   * What webhooks answer, by node. A function receives the data of the run. Default: that the call
   * was accepted, where nothing else is declared; a webhook of which members are expected fails.
   */
  readonly answers?: Readonly<
    Record<string, SimulatedAnswer | ((data: JsonObject) => SimulatedAnswer)>
  >;
}

/** What a webhook answers in a simulation: the members, or that it fails. */
export type SimulatedAnswer = JsonObject | "failed";

/** Returns a number in `[0, 1)`, from a generator whose seed the caller controls. */
export type SimulatedRandom = () => number;

/** What happens after one message, and when. */
export interface Reaction {
  readonly event: "delivered" | "bounced" | "opened" | "clicked" | "complained" | "unsubscribed";
  readonly at: Instant;
  readonly machine: boolean;
}

const hour: Milliseconds = 3_600_000;

export function reactionsTo(
  sentAt: Instant,
  behavior: SimulatedBehavior,
  random: SimulatedRandom,
): readonly Reaction[] {
  const { reactsWithin = 2 * hour } = behavior;
  if (happens(behavior.bounce, random)) return [byPerson("bounced", sentAt + 1000)];
  const reactions = [byPerson("delivered", sentAt + 1000)];
  if (happens(behavior.machineClick, random))
    reactions.push({ event: "clicked", at: sentAt + 2000, machine: true });
  // Every message draws the same numbers, and few need the logarithm.
  const drawn = random();
  const clicks = happens(behavior.click, random);
  const opens = clicks || happens(behavior.open, random);
  const complains = happens(behavior.complain, random);
  const unsubscribes = happens(behavior.unsubscribe, random);
  if (!opens && !complains && !unsubscribes) return reactions;
  const seen = sentAt + 2000 + exponential(reactsWithin, drawn);
  if (opens) reactions.push(byPerson("opened", seen));
  if (clicks) reactions.push(byPerson("clicked", seen + 1000));
  if (complains) reactions.push(byPerson("complained", seen + 2000));
  if (unsubscribes) reactions.push(byPerson("unsubscribed", seen + 3000));
  return reactions;
}

function happens(probability: number | undefined, random: SimulatedRandom): boolean {
  return probability !== undefined && random() < probability;
}

function byPerson(event: Reaction["event"], at: Instant): Reaction {
  return { event, at, machine: false };
}

/** `drawn`: a number in `[0, 1)`. */
export function exponential(mean: Milliseconds, drawn: number): Milliseconds {
  return Math.round(-Math.log(1 - drawn) * mean);
}
