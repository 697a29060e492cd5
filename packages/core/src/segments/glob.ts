/** `null` is any run of characters, `""` any one character, everything else stands for itself. */
type Token = string | null;

/**
 * Compiles a glob over whole texts: `*` any run, `?` any one character, `\` takes the next one as
 * it is. Characters are code points. At most pattern times text steps, however the two are chosen:
 * only the last `*` is ever tried again.
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
