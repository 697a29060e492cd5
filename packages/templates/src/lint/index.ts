export { tableDate } from "./client-table.js";
export { type ClientChoice, type ClientName, type ClientSupport, usualClients } from "./clients.js";
export type { Finding, Severity } from "./finding.js";
export { lintSms, type SmsLintOptions } from "./lint-sms.js";
export { type LintOptions, lintTemplate } from "./lint-template.js";
