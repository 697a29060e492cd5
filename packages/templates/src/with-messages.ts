import type { RenderRequest } from "@wellsent/core";
import { WellsentError } from "@wellsent/core/errors";
import type { ComposedMail, MailEnvelope } from "@wellsent/core/ports";
import { renderMessage } from "./render/render-message.js";
import type { TemplateRenderer } from "./renderer.js";

/** A {@link TemplateRenderer} that finishes mails itself. */
export interface MessageRenderer extends TemplateRenderer {
  compose(request: RenderRequest, envelope: MailEnvelope): ComposedMail | null;
}

/**
 * Lets the engine hand finished mails to transports that take them, such as SMTP: written once,
 * straight to bytes, instead of to strings that the transport then encodes.
 *
 * An envelope that cannot be written here, such as one with an address that SMTPUTF8 would be
 * needed for, is left to the transport: it refuses such a message by its own rules.
 *
 * @example
 * const renderer = withMessages(templateRenderer({ templates: programs }));
 */
export function withMessages(renderer: TemplateRenderer): MessageRenderer {
  return {
    specVersion: 1,
    id: renderer.id,
    program: (id, locale) => renderer.program(id, locale),
    template: (id, locale) => renderer.template(id, locale),
    render: (request) => renderer.render(request),
    compose(request, envelope) {
      const program = renderer.program(request.template, request.locale);
      if (program === undefined) return null;
      try {
        return renderMessage(program, request, envelope);
      } catch (error) {
        if (WellsentError.isInstance(error) && error.code.startsWith("INPUT_")) return null;
        throw error;
      }
    },
  };
}
