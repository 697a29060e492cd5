import type { Engine } from "../../../engine/index.js";
import type { TenantId } from "../../../identifiers.js";
import type { Instant } from "../../../instant.js";
import type { EmailTransport, OutboundEmail } from "../../../ports/email-transport.js";
import type { Clock, Random } from "../../../ports/sources.js";
import type { Store } from "../../../ports/store/store.js";
import type { Findings } from "../findings.js";
import type { Turn } from "../scheduler.js";

/** The ports that the simulation provides. */
export interface SimulatedPorts {
  readonly store: Store;
  readonly email: EmailTransport;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * What can go wrong. Each seed has about half of those allowed.
 *
 * - `kill`: a process dies right after a commit, or before it hears the provider's answer
 * - `abort`: the store refuses a call before anything happened
 * - `ambiguous`: the store commits, and its answer is lost
 * - `slow`: the store answers after twenty minutes, beyond every lease
 * - `lost`: the provider's answer is lost, whether or not it took the mail
 * - `refused`: the provider refuses each mail for up to three hours (450)
 * - `outage`: no connection to the provider for up to two days
 * - `clock`: the clocks of the processes disagree by up to ten minutes
 */
export type SimulatedFault = (typeof simulatedFaults)[number];

export const simulatedFaults = [
  "kill",
  "abort",
  "ambiguous",
  "slow",
  "lost",
  "refused",
  "outage",
  "clock",
] as const;

/** Any engine: only acts and checks ask for more. */
export type StartedEngine = Pick<Engine, "start">;

export interface SimulatedActor<E> {
  /** The host's engine. It may die while it answers. */
  readonly engine: E;
  readonly tenant: TenantId;
  /** Who acts: `0` to `people - 1`. */
  readonly person: number;
  /** Of this act: the same whenever it is tried again, so pass it on as the id of what you send. */
  readonly id: string;
  /** When the act was first tried: the same whenever it is tried again. */
  readonly now: Instant;
}

/** Something people do. */
export interface SimulatedAct<E> {
  /**
   * Does it. Done again with the same id after an error of the store or a process that died, as a
   * careful caller would; any other error ends the act.
   */
  readonly run: (actor: SimulatedActor<E>) => Promise<unknown>;
  /** How often a person does it in a seed, at most. Default 1. */
  readonly times?: number;
  /** How likely each time is. Default 1/2. */
  readonly chance?: number;
  /** From this day to that one, counted from 0. Default: while there are faults. */
  readonly days?: readonly [from: number, to: number];
}

/** One mail that reached the provider. */
export interface SimulatedMail {
  readonly message: OutboundEmail;
  /** Of its first byte. */
  readonly at: Instant;
  /** Whether the provider took it. */
  readonly arrived: boolean;
}

/** What a check sees: the world after the quiet days, with nothing under way. */
export interface SimulatedEnd<E> extends Pick<Findings, "violate" | "sometimes"> {
  /** Without faults. */
  readonly store: Store;
  /** The same, over that store. */
  readonly engine: E;
  readonly tenant: TenantId;
  readonly now: Instant;
  readonly mails: readonly SimulatedMail[];
  /** Acts that were done, by id, and when. */
  readonly done: ReadonlyMap<string, Instant>;
  /** When each entry of the ledger was committed, by its id: by no process's clock. */
  readonly committed: ReadonlyMap<string, Instant>;
  readonly plan: SimulatedPlan;
}

/** Checks what must hold in the end: calls `violate` for each breach. */
export type SimulatedCheck<E> = (end: SimulatedEnd<E>) => void | Promise<void>;

/** One act of one person. */
export interface SimulatedOperation {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly act: string;
  readonly person: number;
  readonly id: string;
}

/** The plan of one seed as data: keep a failing one, and simulate it in each build. */
export interface SimulatedPlan {
  readonly seed: number;
  readonly faults: readonly SimulatedFault[];
  readonly operations: readonly SimulatedOperation[];
}

export interface SimulateOptions<E extends StartedEngine> {
  /** The engine of one process: yours, over these ports. Called anew when a process comes back. */
  readonly engine: (ports: SimulatedPorts) => E;
  /** A new, empty store for each seed: `() => memoryStore()`. */
  readonly store: () => Store;
  /** Gives the event loop one turn: `() => new Promise(setImmediate)`. */
  readonly turn: Turn;
  readonly tenant: TenantId;
  readonly start: Instant;
  readonly people: number;
  /** What people do, by name. */
  readonly acts: Readonly<Record<string, SimulatedAct<E>>>;
  /** Beside the built-in promises: see `simulate`. */
  readonly checks?: readonly SimulatedCheck<E>[];
  /** Default: all. Empty: nothing goes wrong. */
  readonly faults?: readonly SimulatedFault[];
  /** Default 100. */
  readonly seeds?: number;
  /** The first of them. Default 1. */
  readonly first?: number;
  /** Days on which people act and things go wrong. Default 14. */
  readonly days?: number;
  /** Days after them without either, for the world to come to rest. Default 14. */
  readonly quietDays?: number;
  /** Processes that tick, beside the host's. Default 2. */
  readonly workers?: number;
  /** Runs these and no seeds: what was kept of earlier failures. */
  readonly plans?: readonly SimulatedPlan[];
}
