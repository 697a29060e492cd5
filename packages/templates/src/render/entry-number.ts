const numerals: readonly string[] = /* @__PURE__ */ "m cm d cd c xc l xl x ix v iv i".split(" ");
const values = [1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1];

/**
 * A number in a style of `<ol type>`: `1`, `a`, `A`, `i` or `I`. Falls back to digits for numbers
 * that letters or Roman numerals cannot write.
 */
export function entryNumber(number: number, style: string): string {
  const small = style.toLowerCase();
  if (number < 1 || number > 3999 || !/^[ai]$/.test(small)) return String(number);
  let out = "";
  let left = number;
  if (small === "a") {
    for (; left > 0; left = Math.floor((left - 1) / 26))
      out = String.fromCharCode(97 + ((left - 1) % 26)) + out;
  } else {
    for (const [index, value] of values.entries())
      for (; left >= value; left -= value) out += numerals[index] ?? "";
  }
  return style === small ? out : out.toUpperCase();
}
