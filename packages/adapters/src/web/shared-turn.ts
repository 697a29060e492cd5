/**
 * Lets posts that came in during one turn of the event loop go on together at its end, so that the
 * engine can put their acts into one commit. A store that answers at once would otherwise be done
 * with each before the server hands on the next. Where there is no `setImmediate` nobody waits:
 * other timers may belong to one request, and end with it.
 */
export function sharedTurn(): () => Promise<void> {
  let end: Promise<void> | null = null;
  return async () => {
    if (typeof setImmediate !== "function") return;
    end ??= new Promise((resolve) => {
      setImmediate(() => {
        end = null;
        resolve();
      });
    });
    await end;
  };
}
