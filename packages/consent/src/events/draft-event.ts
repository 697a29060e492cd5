import type { ConsentDraft, Random } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import { jsonCopy } from "../canonical/index.js";
import { isBlankPayload, newSalt } from "../commitment/index.js";
import type { EventInput } from "./consent-event.js";
import { digest } from "./field-kind.js";
import { readDraft } from "./read-draft.js";

/**
 * Makes the port's draft of a typed event, checked as it will be on appending. A payload that holds
 * nothing is left out: it is no record of anything.
 *
 * @param random makes the salt where there is a payload and no salt yet.
 * @throws InputError what `readDraft` throws; `INPUT_EVENT_SALT` for a payload without salt and
 * randomness.
 */
export function draftEvent(input: EventInput, random?: Random): ConsentDraft {
  const { id, type, contactPoint, effectiveAt, payload: given, salt, ...rest } = input;
  const payload = given === undefined ? undefined : jsonCopy(given);
  const draft: ConsentDraft = {
    id,
    type,
    ...(contactPoint === undefined ? {} : { contactPoint }),
    effectiveAt,
    fields: jsonCopy(withoutEmptyDetail(rest)),
    ...(payload === undefined || isBlankPayload(payload)
      ? {}
      : { payload, salt: saltFor(salt, random) }),
  };
  readDraft(draft);
  return draft;
}

/** An empty detail is left out, so that saying nothing has one form. */
function withoutEmptyDetail(rest: { readonly detail?: object | undefined }): object {
  const { detail, ...others } = rest;
  return detail === undefined || Object.keys(detail).length === 0 ? others : rest;
}

function saltFor(salt: string | undefined, random: Random | undefined): string {
  if (salt !== undefined) return digest.read(salt, "salt");
  if (random !== undefined) return newSalt(random);
  throw new InputError(
    "INPUT_EVENT_SALT",
    "An event has a payload and neither a salt nor randomness to make one.",
    {
      path: "salt",
      remedy: "Pass a source of randomness as the second argument.",
    },
  );
}
