import type { NumberComparison } from "./comparison.js";
import type { DateComparison } from "./date-comparison.js";

const dateOperators = ["before", "since", "on", "last", "next", "day", "period", "anniversary"];

/** `between` is in both: numbers make it a comparison of numbers. */
export function isDateComparison(is: NumberComparison | DateComparison): is is DateComparison {
  return "between" in is
    ? typeof is.between[0] !== "number"
    : Object.keys(is).some((key) => dateOperators.includes(key));
}

export function isNumberComparison(is: NumberComparison | DateComparison): is is NumberComparison {
  return !isDateComparison(is);
}
