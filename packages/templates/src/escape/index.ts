export { cssValue } from "./css.js";
export { entityTables, escapeValue } from "./escape-value.js";
export { headerText } from "./header.js";
export { allowedUrl } from "./url.js";
