const groups: Readonly<Record<string, string>> = {
  ...{ b: "1", f: "1", p: "1", v: "1", l: "4", m: "5", n: "5", r: "6", d: "3", t: "3" },
  ...{ c: "2", g: "2", j: "2", k: "2", q: "2", s: "2", x: "2", z: "2" },
};

/**
 * American Soundex, as the National Archives of the United States publish it: `T522` for Tymczak.
 * A word that does not begin with a Latin letter stands for itself by its first four letters.
 */
export function soundex(word: string): string {
  const letters = word.toLowerCase();
  if (!/^[a-z]/.test(letters)) return [...letters].slice(0, 4).join("");
  let code = letters.charAt(0).toUpperCase();
  let before = groups[letters.charAt(0)];
  for (const letter of letters.slice(1)) {
    // h and w do not part two letters of one group; vowels do.
    if (letter === "h" || letter === "w") continue;
    const group = groups[letter];
    if (group !== undefined && group !== before) code += group;
    if (code.length === 4) break;
    before = group;
  }
  return code.padEnd(4, "0");
}
