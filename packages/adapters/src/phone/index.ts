export { type PhoneParserOptions, phoneParser } from "./phone-parser.js";
