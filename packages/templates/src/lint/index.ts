export { type Client, clients } from "./clients.js";
export type { Finding, Severity } from "./finding.js";
export { type LintOptions, lintTemplate } from "./lint-template.js";
