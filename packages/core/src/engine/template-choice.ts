import type { Schema } from "../contacts/index.js";
import { InputError } from "../errors/index.js";
import { type TemplateUse, templateMisuse } from "../messages/index.js";
import type { Channel, MessageClass } from "../ports/consent-gate.js";
import type { Renderer } from "../ports/renderer.js";
import { thereAre } from "../there-are.js";

/** The caller's options for a message. The template decides what is left out. */
export interface TemplateChoice {
  readonly template: string | { readonly id: string };
  readonly purpose?: string;
  readonly topic?: string;
  readonly messageClass?: MessageClass;
  readonly channel?: Channel;
}

export interface ChosenTemplate extends TemplateUse {
  readonly template: string;
  readonly topic: string | null;
}

/**
 * The template, purpose and class of a message, from the template and the caller's options.
 * @throws InputError `INPUT_TEMPLATE_UNKNOWN`, `INPUT_CHANNEL`, `INPUT_CLASS_LAXER`,
 * `INPUT_TEMPLATE_WAY_OUT`, `INPUT_PURPOSE`.
 */
export function chooseTemplate(
  { renderer, schema }: { readonly renderer: Renderer; readonly schema: Pick<Schema, "purposes"> },
  choice: TemplateChoice,
  path: (member: string) => string,
): ChosenTemplate {
  const template = typeof choice.template === "string" ? choice.template : choice.template.id;
  const info = renderer.template(template);
  if (info === undefined) {
    throw new InputError("INPUT_TEMPLATE_UNKNOWN", "The renderer has no such template.", {
      path: path("template"),
      remedy: "Give the renderer the template first.",
    });
  }
  const purpose = choice.purpose ?? info.purpose;
  if (purpose === undefined) {
    throw new InputError("INPUT_PURPOSE", "Nobody can be asked without a purpose.", {
      path: path("purpose"),
      remedy: "Name the purpose here or in the template.",
    });
  }
  const use = {
    channel: choice.channel ?? info.channel,
    messageClass: choice.messageClass ?? info.messageClass,
    purpose,
    topic: choice.topic ?? info.topic ?? null,
  };
  const misuse = templateMisuse(info, use);
  if (misuse !== null) {
    throw new InputError(`INPUT_${misuse.code}`, misuse.message, {
      path: path(misuse.member),
      remedy: "Leave it out: the template says it. A caller can only be stricter.",
    });
  }
  checkPurpose(schema, use, path);
  return { template, ...use };
}

/** Nobody can have withdrawn a consent that is asked about under another name. */
function checkPurpose(
  { purposes }: Pick<Schema, "purposes">,
  { purpose, topic }: { readonly purpose: unknown; readonly topic: unknown },
  path: (member: string) => string,
): void {
  const found =
    typeof purpose === "string" && Object.hasOwn(purposes, purpose) ? purposes[purpose] : undefined;
  if (found === undefined) {
    throw new InputError(
      "INPUT_PURPOSE",
      `The schema has no such purpose; ${thereAre(Object.keys(purposes), String(purpose))}`,
      {
        path: path("purpose"),
        remedy: "Name one of the schema's purposes, or add this one to it.",
      },
    );
  }
  if (topic !== null && !(found.topics ?? []).some((known) => known === topic)) {
    throw new InputError(
      "INPUT_PURPOSE",
      `The purpose has no such topic; ${thereAre(found.topics ?? [], String(topic))}`,
      {
        path: path("topic"),
        remedy: "Name one of the purpose's topics, or add this one to the schema.",
      },
    );
  }
}
