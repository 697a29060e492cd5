import type { TextMessages } from "../renderer.js";
import { loadSms } from "./load-sms.js";
import { renderSms, type SmsOptions } from "./render-sms.js";

/**
 * Lets `templateRenderer({ …, sms: textMessages({ from }) })` render text messages beside mails.
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
          const made = renderSms(sms, input, options);
          if (!made.rendered) return made;
          const { body, locale, fallbacks, links } = made;
          return {
            rendered: true,
            subject: "",
            preheader: "",
            html: "",
            text: body,
            locale,
            fallbacks,
            links,
          };
        },
      };
    },
  };
}
