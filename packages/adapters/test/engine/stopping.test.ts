import { describe, expect, it } from "vitest";
import { accepted, deliveryWorld, hour, tenant } from "./delivery-world.js";

/** A provider that keeps its answers until they are asked for, and says when it has a mail. */
function slowWorld(count: number, hears: boolean) {
  const answers: (() => void)[] = [];
  let answersAll = false;
  let hung = 0;
  const world = deliveryWorld();
  const { transport } = world;
  const email = {
    ...transport,
    send: (mail: Parameters<typeof transport.send>[0], options?: { signal?: AbortSignal }) =>
      new Promise<Awaited<ReturnType<typeof transport.send>>>((resolve, reject) => {
        const answer = () => resolve({ ...accepted, ref: mail.ref });
        answers.push(answer);
        if (answersAll) answer();
        if (hears)
          options?.signal?.addEventListener("abort", () => {
            hung += 1;
            reject(new Error("hung up"));
          });
      }),
  };
  const engine = world.engine({ email, concurrency: 2 });
  const begin = async () => {
    const keys = await world.queue("news", await world.people(count));
    const drained = engine.drain(tenant).catch(() => null);
    let ended = false;
    drained.finally(() => {
      ended = true;
    });
    while (answers.length < 2 && !ended) await new Promise((resolve) => setImmediate(resolve));
    return { keys, drained };
  };
  /** A worker of another process, whose provider answers. */
  const other = () => world.engine();
  const answerAll = () => {
    answersAll = true;
    for (const answer of answers) answer();
  };
  return { ...world, answerAll, engine, other, begin, answers, hung: () => hung };
}

describe("a stop", () => {
  it("waits for what is in hands, gives back the rest, and claims nothing more", async () => {
    const world = slowWorld(5, true);
    const { drained } = await world.begin();
    const stopped = world.engine.stop();
    world.answerAll();
    expect(await stopped).toEqual({ left: [] });
    await drained;
    expect(world.answers).toHaveLength(2);
    expect(await world.statuses()).toEqual({ accepted: 2, queued: 3 });
    // What was given back is another worker's at once.
    await world.other().drain(tenant);
    expect(await world.statuses()).toEqual({ accepted: 5 });
  });

  it("hangs up on who does not answer, and has that on record", async () => {
    const world = slowWorld(5, true);
    const { drained } = await world.begin();
    const hangUp = new AbortController();
    const stopped = world.engine.stop({ hangUp: hangUp.signal });
    expect(world.hung()).toBe(0);
    hangUp.abort();
    expect(await stopped).toEqual({ left: [] });
    await drained;
    expect(world.hung()).toBe(2);
    expect(await world.statuses()).toEqual({ unknown: 2, queued: 3 });
  });

  it("returns at the deadline what a transport that hangs still holds", async () => {
    const world = slowWorld(5, false);
    const { drained } = await world.begin();
    const deadline = new AbortController();
    const stopped = world.engine.stop({ deadline: deadline.signal });
    deadline.abort();
    const { left } = await stopped;
    expect(left).toMatchObject([{ tenant, channel: "email" }]);
    const keys = left.flatMap((one) => one.keys);
    expect(keys).toHaveLength(2);
    // Its lease ends, and another worker takes over: what may have left is held.
    world.clock.advanceBy(2 * hour);
    await world.other().drain(tenant);
    expect(await world.statuses()).toEqual({ unknown: 2, accepted: 3 });
    for (const key of keys) expect((await world.message(key)).status).toBe("unknown");
    world.answerAll();
    await drained;
    // The late answer is heard all the same.
    expect(await world.statuses()).toEqual({ accepted: 5 });
  });

  it("ends nothing that begins after it", async () => {
    const world = slowWorld(5, true);
    expect(await world.engine.stop()).toEqual({ left: [] });
    const { drained } = await world.begin();
    world.answerAll();
    await drained;
    expect(await world.statuses()).toEqual({ accepted: 5 });
  });
});
