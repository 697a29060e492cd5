import type { AppendResult, ConsentDraft } from "../ports/consent-gate.js";
import type { IngestInput, Reactions, StoreScope } from "../ports/store/store.js";
import type { Io } from "./io.js";
import { mismatch } from "./refusals.js";
import { takeIn } from "./take-in.js";

/** See `Store.appendConsent`. `serial`: as rows say of themselves. */
export function* appendConsent(
  call: StoreScope & {
    readonly drafts: readonly ConsentDraft[];
    readonly inputs?: readonly IngestInput[];
  },
  reactions: Reactions,
  serial: boolean,
): Io<AppendResult> {
  const intake = { inputs: call.inputs ?? [], drafts: call.drafts };
  const { append } = yield* takeIn(call, intake, reactions, { always: true, serial });
  if (append === null) throw mismatch("append must answer with what it appended.");
  return append;
}
