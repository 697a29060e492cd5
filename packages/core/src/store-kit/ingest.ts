import type { ContactId } from "../identifiers.js";
import type { IngestInput, IngestReport, Reactions, StoreScope } from "../ports/store/store.js";
import type { Io } from "./io.js";
import { takeIn } from "./take-in.js";

/**
 * See `Store.ingest`. Throws `ContactsFailed` where some contacts cannot be routed: the
 * transaction is to be undone and the call made again `without` them, so that nothing of theirs is
 * recorded and everybody else's is.
 */
export function* ingest(
  call: StoreScope & { readonly inputs: readonly IngestInput[] },
  reactions: Reactions,
  without: ReadonlyMap<ContactId, string> = new Map(),
): Io<IngestReport> {
  const intake = { inputs: call.inputs, drafts: [] };
  return (yield* takeIn(call, intake, reactions, { refuse: { without } })).report;
}
