export { cssValue } from "./css.js";
export { entityTables, escapeValue } from "./escape-value.js";
export { headerText } from "./header.js";
export { invisible, notLetter } from "./unicode-patterns.js";
export { allowedUrl, isOrdinaryUrl, scheme } from "./url.js";
