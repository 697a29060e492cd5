/**
 * The inside of a JSON string literal; lone surrogates as U+FFFD, which some providers' parsers
 * refuse.
 */
export function jsonString(value: string): string {
  return JSON.stringify(value.toWellFormed()).slice(1, -1);
}
