export { type DateStyle, formatDate, isDateStyle, parseInstant } from "./date.js";
export { builtIns, type FormatContext, type Formatter, truthy } from "./formatters.js";
export { localeChain } from "./locale-chain.js";
export { formatMoney, parseMoney } from "./money.js";
export { formatNumber, formatPercent } from "./number.js";
