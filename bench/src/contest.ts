import { now } from "./clock.ts";

/**
 * One contender: does its work `iterations` times, and returns something that depends on it, so
 * that nothing is optimised away.
 */
export type Contender = (iterations: number) => unknown;

export interface Contest {
  readonly name: string;
  readonly ours: Contender;
  readonly peer: Contender;
  readonly peerName: string;
  /** Ours over the peer's, as speed: 2 means twice as fast. */
  readonly goal: number;
  /** What one iteration is. */
  readonly unit: string;
  readonly note?: string;
  /** Throws when the two do not give the same: nothing is timed before. */
  readonly check: () => void | Promise<void>;
  /**
   * Lays in what so many iterations of one of them use up. Called before each run, and not timed.
   */
  readonly prepare?: (who: "ours" | "peer", iterations: number) => void | Promise<void>;
  /**
   * How many rounds of one iteration each are held, where one alone fills more than a slice.
   * Absent: as many as the effort says, each of as many iterations as fill a slice.
   */
  readonly once?: number;
  /** Lets go of files and connections. */
  readonly release?: () => void | Promise<void>;
}

/**
 * What has a limit instead of a peer: bytes, collections, milliseconds. Less is better, so the
 * ratio is limit over measured.
 */
export interface Measurement {
  readonly name: string;
  readonly limit: number;
  readonly unit: string;
  readonly note?: string;
  /** @returns every sample taken; the median counts. */
  readonly measure: (effort: Effort) => readonly number[] | Promise<readonly number[]>;
}

/** Ratios of contests that stand for one goal together, each also held on its own. */
export interface Together {
  readonly name: string;
  /** Contests whose name begins so. */
  readonly of: string;
  /** Their geometric mean, or the worst of them. */
  readonly take: "geomean" | "minimum";
  readonly goal: number;
}

export type Entry = Contest | Measurement | Together;

export interface Result {
  readonly name: string;
  /** Median, in the unit given. */
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly ratio: number;
  readonly goal: number;
  readonly pass: boolean;
  readonly unit: string;
  readonly rounds: number;
  readonly note: string;
}

export interface Effort {
  readonly rounds: number;
  /** How long one contender runs in one round. */
  readonly sliceMs: number;
  /** Smaller inputs where a contest says so in its note. */
  readonly quick: boolean;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/**
 * What a contender returns must stay alive: written and never read, where no optimiser may drop it.
 */
const keepAlive: { result?: unknown } = Object.assign(globalThis, { result: undefined });

async function time(contender: Contender, iterations: number): Promise<number> {
  const start = now();
  keepAlive.result = await contender(iterations);
  return now() - start;
}

/**
 * How many iterations fill a slice; warms the code up on the way. Two runs in a row have to fill
 * half a slice: the first that does is of cold code, many times slower than what the rounds time.
 */
async function calibrate(
  run: (iterations: number) => Promise<number>,
  sliceMs: number,
): Promise<number> {
  let iterations = 1;
  let filled = false;
  for (;;) {
    const elapsed = await run(iterations);
    const fitting = Math.max(1, Math.round((iterations * sliceMs) / elapsed));
    const fills = elapsed >= sliceMs / 2;
    if (fills && filled) return fitting;
    filled = fills;
    iterations = elapsed < 1 ? iterations * 8 : fitting;
  }
}

/**
 * Interleaves both contenders round by round in one process, the order swapped each round, so that
 * heat, garbage and neighbours hit both alike; the ratio is the median of the rounds' ratios.
 */
export async function holdContest(contest: Contest, effort: Effort): Promise<Result> {
  const { sliceMs } = effort;
  const { once } = contest;
  const rounds = once ?? effort.rounds;
  await contest.check();
  const run = async (who: "ours" | "peer", iterations: number): Promise<number> => {
    await contest.prepare?.(who, iterations);
    return time(contest[who], iterations);
  };
  const countFor = async (who: "ours" | "peer"): Promise<number> =>
    once === undefined ? calibrate((iterations) => run(who, iterations), sliceMs) : 1;
  const oursCount = await countFor("ours");
  const peerCount = await countFor("peer");
  const ours: number[] = [];
  const peer: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const oursFirst = round % 2 === 0;
    const first = oursFirst ? await run("ours", oursCount) : await run("peer", peerCount);
    const second = oursFirst ? await run("peer", peerCount) : await run("ours", oursCount);
    const oursEach = (1000 * (oursFirst ? first : second)) / oursCount;
    const peerEach = (1000 * (oursFirst ? second : first)) / peerCount;
    ours.push(oursEach);
    peer.push(peerEach);
    ratios.push(peerEach / oursEach);
  }
  await contest.release?.();
  const ratio = median(ratios);
  return {
    name: contest.name,
    ours: median(ours),
    peer: median(peer),
    peerName: contest.peerName,
    ratio,
    goal: contest.goal,
    pass: ratio >= contest.goal,
    unit: `µs per ${contest.unit}`,
    rounds,
    note: contest.note ?? "",
  };
}

export async function takeMeasurement(entry: Measurement, effort: Effort): Promise<Result> {
  const samples = await entry.measure(effort);
  const measured = median(samples);
  return {
    name: entry.name,
    ours: measured,
    peer: entry.limit,
    peerName: "the limit",
    // Where the limit is nothing at all, one more on both sides keeps the ratio finite.
    ratio:
      entry.limit === 0 ? 1 / (1 + measured) : entry.limit / Math.max(measured, entry.limit / 1000),
    goal: 1,
    pass: measured <= entry.limit,
    unit: entry.unit,
    rounds: samples.length,
    note: entry.note ?? "",
  };
}

/** Null when none of its contests was held. */
export function takeTogether(
  { name, of, take, goal }: Together,
  held: readonly Result[],
): Result | null {
  const among = held.filter((result) => result.name.startsWith(of));
  const [first] = among;
  if (first === undefined) return null;
  const mean = (pick: (result: Result) => number): number =>
    Math.exp(among.reduce((sum, result) => sum + Math.log(pick(result)), 0) / among.length);
  const ratio =
    take === "geomean" ? mean((each) => each.ratio) : Math.min(...among.map((each) => each.ratio));
  return {
    name,
    ours: mean((each) => each.ours),
    peer: mean((each) => each.peer),
    peerName: first.peerName,
    ratio,
    goal,
    pass: ratio >= goal,
    unit: first.unit,
    rounds: Math.min(...among.map((each) => each.rounds)),
    note: `${take} of ${among.length}`,
  };
}
