export { type CompiledSms, compileSms } from "./compile-sms.js";
export { type CompiledTemplate, type CompileOptions, compileTemplate } from "./compile-template.js";
export { type CompiledText, compileText, type TextOptions } from "./compile-text.js";
export type { CompileWarning } from "./fault.js";
export { rootedIncludes } from "./includes.js";
export type { IncludeLoader } from "./parse/include.js";
export { compareMails, compareTexts, type MailDifference } from "./verify/compare-mails.js";
export { textOracle } from "./verify/text-oracle.js";
export { type Verification, type VerifyOptions, verifyTemplate } from "./verify/verify-template.js";
