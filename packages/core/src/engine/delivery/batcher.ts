interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer | Promise<Answer>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets many callers share one call without a timer. Items that arrive while a call is running go
 * out together with the next call, at most `limit` at once. `call` returns an answer for each item;
 * if an answer is a promise, the next call does not wait for it.
 */
export function createBatcher<Item, Answer>(
  call: (items: readonly Item[]) => Promise<(item: Item) => Answer | Promise<Answer>>,
  limit: number = Number.POSITIVE_INFINITY,
): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = [];
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    // Items that arrive in the same turn are included.
    await null;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, limit);
      try {
        const answerFor = await call(batch.map(({ item }) => item));
        for (const { item, resolve } of batch) resolve(answerFor(item));
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
