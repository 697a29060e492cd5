export { type ContactColumns, contactColumns } from "./contact-columns.js";
