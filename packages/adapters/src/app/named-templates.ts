import type { Channel } from "@wellsent/core";
import { InputError } from "@wellsent/core/errors";
import type { Form } from "./form.js";
import { readTemplateId } from "./sending.js";
import type { TemplateShelf } from "./template-shelf.js";
import type { TemplateReference } from "./template-values.js";
import type { Sender } from "./tenant-settings.js";

const channels = {
  confirmation: "email",
  smsConfirmation: "sms",
  smsStopped: "sms",
  smsHelp: "sms",
} as const satisfies Partial<Record<keyof Sender, Channel>>;

/**
 * A name that nobody has written would fail at the first person it is meant for.
 * @throws InputError `INPUT_TEMPLATE_UNKNOWN`
 */
export function checkNamedTemplates(sender: Sender, shelf: TemplateShelf, path: string): void {
  for (const name of ["confirmation", "smsConfirmation", "smsStopped", "smsHelp"] as const)
    checkNamed(sender[name], channels[name], shelf, `${path}.${name}`);
  for (const [index, { template }] of (sender.policy?.digests ?? []).entries()) {
    if (shelf.renderer.template(template) !== undefined) continue;
    throw unknownTemplate("template", `${path}.policy.digests[${index}].template`);
  }
}

/** @throws InputError `INPUT_TEMPLATE_UNKNOWN` */
export function checkFormTemplates(
  forms: readonly Form[],
  shelf: Pick<TemplateShelf, "renderer">,
): void {
  for (const { id, confirmation } of forms)
    checkNamed(confirmation, "email", shelf, `forms.${id}.confirmation`);
}

function checkNamed(
  named: TemplateReference | undefined,
  channel: Channel,
  { renderer }: Pick<TemplateShelf, "renderer">,
  path: string,
): void {
  if (named === undefined) return;
  if (renderer.template(readTemplateId(named))?.channel === channel) return;
  const kind = channel === "email" ? "mail" : "text message";
  throw unknownTemplate(kind, path);
}

function unknownTemplate(kind: string, path: string): InputError {
  return new InputError("INPUT_TEMPLATE_UNKNOWN", `The app has no ${kind} of this name.`, {
    path,
    remedy: "Give its template under `templates`, or correct the name.",
  });
}
