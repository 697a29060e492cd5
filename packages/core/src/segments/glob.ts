/** `null` is any run of characters, `""` any one character, and everything else is literal. */
type Token = string | null;

/**
 * Compiles a glob over whole texts: `*` is any run of characters, `?` any one character, and `\`
 * escapes the next one. Characters are code points. Takes at most pattern length times text length
 * steps for any input, because only the last `*` is ever retried.
 */
export function globMatcher(pattern: string): (text: string) => boolean {
  const tokens: Token[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? "";
    if (character === "*") tokens.push(null);
    else if (character === "?") tokens.push("");
    else tokens.push(character === "\\" ? (characters[++i] ?? "\\") : character);
  }
  return (text) => matches(tokens, [...text]);
}

function matches(tokens: readonly Token[], text: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === null) {
      star = token++;
      resume = at;
    } else if (wanted !== undefined && (wanted === "" || wanted === text[at])) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (tokens[token] === null) token++;
  return token === tokens.length;
}
