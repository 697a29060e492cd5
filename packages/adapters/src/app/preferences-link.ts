import { type CallOptions, type Channel, sendKey, type TenantId } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { AppDependencies } from "./app-dependencies.js";
import { type ContactReference, loadContact } from "./contact-reference.js";

/** Stands in the token where a mail's link names its message: no send key has this form. */
const noMessage = sendKey("account");

/** The page of one address, as the link in a mail to it opens it. */
export async function preferencesLink(
  deps: AppDependencies,
  tenant: TenantId,
  reference: ContactReference,
  channel: Channel = "email",
  call: CallOptions = {},
): Promise<string> {
  const { points } = await loadContact(deps, tenant, reference, call);
  const point = points.find((one) => one.channel === channel);
  const fingerprint = point?.fingerprints[0];
  const [purpose] = Object.keys(deps.schema.purposes);
  if (point === undefined || fingerprint === undefined) {
    throw new InputError("INPUT_CONTACT_POINT", "The contact has no address on this channel.", {
      path: "channel",
      remedy: "Identify the contact with one.",
    });
  }
  if (purpose === undefined) {
    throw new InputError("INPUT_PURPOSE_UNKNOWN", "The schema has no purpose to choose.", {
      path: "schema.purposes",
      remedy: "Name what you write for.",
    });
  }
  const links = deps.pages.links({
    ...{ tenant, contactPoint: point.id, fingerprint, message: noMessage, purpose, channel },
    ...{ messageClass: "service", at: deps.clock.now() },
  });
  return links.preferences;
}
