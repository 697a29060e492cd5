export { formatDate, parseInstant } from "./date.js";
export { builtIns, type FormatContext, type Formatter, truthy, words } from "./formatters.js";
export { localeChain } from "./locale-chain.js";
export { formatMoney } from "./money.js";
export { formatNumber } from "./number.js";
