const roman: readonly (readonly [number, string])[] = [
  [1000, "M"],
  [900, "CM"],
  [500, "D"],
  [400, "CD"],
  [100, "C"],
  [90, "XC"],
  [50, "L"],
  [40, "XL"],
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];

/**
 * A number as `<ol type>` writes it: `1`, `a`, `A`, `i` or `I`. Digits where letters or Roman
 * numerals do not reach.
 */
export const entryNumber = (number: number, style: string): string => {
  const small = style.toLowerCase();
  const kept = small === style;
  if (number < 1 || number > 3999 || (small !== "a" && small !== "i")) return String(number);
  let out = "";
  let left = number;
  if (small === "a") {
    for (; left > 0; left = Math.floor((left - 1) / 26))
      out = String.fromCharCode(65 + ((left - 1) % 26)) + out;
  } else {
    for (const [value, letters] of roman) {
      for (; left >= value; left -= value) out += letters;
    }
  }
  return kept ? out.toLowerCase() : out;
};
