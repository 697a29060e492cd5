export type { SmtpTransportOptions, SmtpUrlOptions } from "./config.js";
export type { DkimOptions } from "./dkim.js";
export type { NodemailerModules, SmtpConnection, SmtpReplyError } from "./nodemailer-modules.js";
export { type SmtpTransport, smtpTransport } from "./smtp-transport.js";
