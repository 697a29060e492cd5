import type { ConsentDraft } from "@wellsent/core";
import type { Actor, EventDetails, KeyUse } from "../events/index.js";
import { createDraft, type DraftContext } from "./draft-context.js";

const operator: Actor = { kind: "operator" };

/**
 * Another key is used from now on: for links, fingerprints, checkpoints or payloads. To be recorded
 * where the new one is put into `current`; the former one stays among `previous`.
 *
 * @throws InputError `INPUT_EVENT_FIELD` for a name that is none.
 *
 * @example
 * ```ts
 * await engine.record(tenant, [recordKeyRotation(by, { kid: "t2", use: "token", previous: "t1" })]);
 * ```
 */
export function recordKeyRotation(
  by: DraftContext,
  { actor = operator, ...detail }: EventDetails["key.rotated"] & { readonly actor?: Actor },
): ConsentDraft {
  return createDraft(by, {
    ...{ id: by.ids.next(), type: "key.rotated", effectiveAt: by.now, actor },
    detail,
  });
}

/**
 * A key is gone for good, and with it all that only it could read or make again. For a suppression
 * key ask {@link assertRetirable} first.
 *
 * @throws InputError `INPUT_EVENT_FIELD` for a name that is none.
 */
export function recordKeyDestruction(
  by: DraftContext,
  {
    kid,
    use,
    actor = operator,
  }: {
    readonly kid: string;
    readonly use: KeyUse;
    readonly actor?: Actor;
  },
): ConsentDraft {
  return createDraft(by, {
    ...{ id: by.ids.next(), type: "key.destroyed", effectiveAt: by.now, actor },
    detail: { kid, use },
  });
}
