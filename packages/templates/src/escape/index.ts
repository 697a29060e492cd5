export { cssValue, sixDigits } from "./css.js";
export { entityTables, escapeValue } from "./escape-value.js";
export { breaksHeader, headerText } from "./header.js";
export { type EntityTable, escapeWith, plainEntities } from "./markup.js";
export { allowedUrl } from "./url.js";
