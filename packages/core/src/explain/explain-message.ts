import type { Schema } from "../contacts/index.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { type SendKey, sendKey, type TenantId } from "../identifiers.js";
import type { CallOptions } from "../ports/call-options.js";
import type { OutboxRecord } from "../ports/store/outbox.js";
import { type MessageTrace, traceMessage } from "./message-trace.js";

/**
 * Why did, or didn't, this message leave? What it passed and where it stands: its queue, template,
 * address, permission with the ledger events it rests on, holdout, lateness, caps, hours, rate and
 * hand-over; for a message that was merged into a digest, the same of the digest. `null`: the store
 * has no such message.
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
  const merged = message.reasons.find(({ code }) => code === "DIGESTED")?.rule;
  const digest =
    merged === undefined
      ? null
      : await store.readMessage({ tenant, key: sendKey(merged) }, options);
  const queues = [message.queue, ...(digest === null ? [] : [digest.queue])];
  const gates = await store.readGates({ tenant, queues }, options);
  const trace = (one: OutboxRecord): MessageTrace =>
    traceMessage(
      one,
      gates.find(({ queue }) => queue === one.queue),
    );
  return digest === null ? trace(message) : { ...trace(message), digest: trace(digest) };
}
