import type { Schema } from "../contacts/index.js";
import type { EngineOptions } from "../engine/engine-options.js";
import type { SendKey, TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import { type MessageTrace, traceMessage } from "./message-trace.js";

/**
 * Why did, or didn't, this message leave? What it passed and where it stands: its queue, template,
 * address, permission with the ledger events it rests on, holdout, lateness, caps, hours, rate and
 * hand-over. `null`: the store has no such message.
 *
 * @example
 * const trace = await explainMessage(engine, { tenant, key });
 * console.log(trace?.stoppedAt, trace?.steps);
 */
export async function explainMessage(
  engine: { readonly options: Pick<EngineOptions<Schema>, "store"> },
  { tenant, key }: { readonly tenant: TenantId; readonly key: SendKey },
  options: CallOptions = {},
): Promise<MessageTrace | null> {
  const { store } = engine.options;
  const message = await store.readMessage({ tenant, key }, options);
  if (message === null) return null;
  const [gate] = await store.readGates({ tenant, queues: [message.queue] }, options);
  return traceMessage(message, gate);
}
