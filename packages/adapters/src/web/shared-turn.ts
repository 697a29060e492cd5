/**
 * Lets posts that came in during one turn of the event loop go on together at its end, so that the
 * engine can put their acts into one commit. A store that answers at once would otherwise be done
 * with each before the server hands on the next.
 */
export const sharedTurn = (): (() => Promise<void>) => {
  let end: Promise<void> | null = null;
  return () => {
    end ??= new Promise((resolve) => {
      soon(() => {
        end = null;
        resolve();
      });
    });
    return end;
  };
};

/** Not every server that speaks fetch has `setImmediate`. */
const soon = (run: () => void): void => {
  if (typeof setImmediate === "function") setImmediate(run);
  else setTimeout(run, 0);
};
