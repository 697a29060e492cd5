import type { Channel } from "@wellsent/core";
import { addressChannel } from "@wellsent/core/addresses";
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

/**
 * A form that nobody could confirm would fail at the first person who signs up.
 * @throws InputError `INPUT_TEMPLATE_UNKNOWN`, `INPUT_CONFIRMATION_TEMPLATE`
 */
export function checkFormTemplates(
  forms: readonly Form[],
  shelf: Pick<TemplateShelf, "renderer" | "confirmation">,
): void {
  for (const { id, mode, confirmation, asks } of forms) {
    checkNamed(confirmation, "email", shelf, `forms.${id}.confirmation`);
    if (mode === "single") continue;
    const asked = new Set(Object.values(asks).flatMap(({ channels = ["email"] }) => channels));
    // A number is asked by text whether it may be called.
    for (const channel of asked) {
      if (channel === "email" && confirmation !== undefined) continue;
      if (shelf.confirmation(addressChannel(channel)) === undefined)
        throw noConfirmation(`forms.${id}`);
    }
  }
}

export function noConfirmation(path: string): InputError {
  return new InputError("INPUT_CONFIRMATION_TEMPLATE", "No template asks to confirm.", {
    path,
    remedy:
      "Define one of class confirmation_request with a link to {{confirm}}, " +
      "or make the form's mode single.",
  });
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
