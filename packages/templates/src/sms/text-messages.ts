import type { TextMessages } from "../renderer.js";
import { loadSms } from "./load-sms.js";
import { renderSms, type SmsOptions } from "./render-sms.js";

/**
 * Lets `templateRenderer({ …, sms: textMessages() })` render text messages beside mails. Whom one
 * comes from is said by the engine with each; `from` is for callers who do not.
 */
export function textMessages(options: SmsOptions = {}): TextMessages {
  return {
    load(program, loading) {
      const sms = loadSms(program, loading);
      return {
        id: sms.id,
        locale: sms.locale,
        program: sms.program,
        render(input) {
          const { smsFrom = options.from } = input;
          const made = renderSms(sms, input, smsFrom === undefined ? {} : { from: smsFrom });
          if (!made.rendered) return made;
          const { body, locale, fallbacks, links, segments } = made;
          return {
            rendered: true,
            subject: "",
            preheader: "",
            html: "",
            text: body,
            locale,
            fallbacks,
            links,
            maxSegments: sms.program.maxSegments,
            segments,
          };
        },
      };
    },
  };
}
