export { cssValue } from "./css.js";
export { entityTables, escapeValue } from "./escape-value.js";
export { headerText } from "./header.js";
export { allowedUrl, isOrdinaryUrl } from "./url.js";
