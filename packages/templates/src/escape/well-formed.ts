const surrogate = /[\ud800-\udfff]/;

/** Lone surrogates, which no encoding can carry, as U+FFFD. The first test costs nothing for most text, and no garbage. */
export function wellFormed(value: string): string {
  return surrogate.test(value) ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;
}
