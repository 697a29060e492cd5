export { countSegments, type SmsLength } from "./count-segments.js";
export { type LoadedSms, loadSms } from "./load-sms.js";
export { type RenderedSms, renderSms, type SmsOptions } from "./render-sms.js";
export { type SmsProgram, smsFormat } from "./sms-program.js";
export { defineSms, type SmsDefinition, type SmsSource } from "./sms-source.js";
export { textMessages } from "./text-messages.js";
