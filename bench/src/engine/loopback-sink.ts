import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** A relay on loopback in another thread, which takes everything. */
export interface LoopbackSink {
  readonly port: number;
  /** From here on mails are kept. */
  keep(): void;
  /** How many came since the last call, and those that were kept, each as it came over the wire. */
  take(): Promise<{ readonly count: number; readonly kept: readonly string[] }>;
  close(): Promise<void>;
}

export async function loopbackSink(): Promise<LoopbackSink> {
  const worker = new Worker(new URL("./sink-worker.ts", import.meta.url));
  const [port]: [number] = await answer(worker);
  return {
    port,
    keep: () => worker.postMessage("keep"),
    async take() {
      worker.postMessage("take");
      const [taken]: [Awaited<ReturnType<LoopbackSink["take"]>>] = await answer(worker);
      return taken;
    },
    async close() {
      await worker.terminate();
    },
  };
}

async function answer<T>(worker: Worker): Promise<[T]> {
  const [value] = await once(worker, "message");
  return [value];
}
