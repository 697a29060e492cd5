interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer | Promise<Answer>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets many share one call without making anybody wait for a timer: what is asked while a call is
 * under way goes out with the next one, at most `limit` at once. `call` says how each of its items
 * is answered; the next call does not wait for an answer that is a promise.
 */
export function createBatcher<Item, Answer>(
  call: (items: readonly Item[]) => Promise<(item: Item) => Answer | Promise<Answer>>,
  limit: number = Number.POSITIVE_INFINITY,
): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    // Whatever asks at this very moment comes along.
    await null;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, limit);
      try {
        const answerOf = await call(batch.map(({ item }) => item));
        for (const { item, resolve } of batch) resolve(answerOf(item));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void run();
    });
}
