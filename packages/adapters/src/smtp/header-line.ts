const width = 76;
/** What an encoded word of RFC 2047 adds to its text. */
const wrapping = "=?UTF-8?B??=".length;

/** One header field with free text: folded, and as encoded words where it is more than ASCII. */
export function textHeader(name: string, value: string): string {
  const plain = /^[!-~]+(?: [!-~]+)*$/.test(value) && !value.includes("=?");
  if (value === "") return `${name}: `;
  return plain
    ? folded(`${name}:`, value.split(" "))
    : folded(`${name}:`, encodedWords(value, width - name.length - 2));
}

/** One header field with a mailbox: its name, and its address as SMTP takes it. */
export function mailboxHeader(name: string, words: string, address: string): string {
  if (words === "") return `${name}: ${address}`;
  return folded(`${name}:`, [...phrase(words, width - name.length - 2), `<${address}>`]);
}

function phrase(words: string, room: number): readonly string[] {
  if (/^[ -~]{1,60}$/.test(words) && !words.includes("=?")) {
    return /^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/.test(words)
      ? words.split(" ")
      : [`"${words.replaceAll(/["\\]/g, "\\$&")}"`];
  }
  return encodedWords(words, room);
}

/** Words on lines of at most 76 characters, as far as a word fits on one. */
function folded(start: string, words: readonly string[]): string {
  let text = start;
  let column = start.length;
  for (const [index, word] of words.entries()) {
    if (index > 0 && column + 1 + word.length > width) {
      text += `\r\n ${word}`;
      column = 1 + word.length;
    } else {
      text += ` ${word}`;
      column += 1 + word.length;
    }
  }
  return text;
}

/** RFC 2047: each at most 75 characters, and none ends in the middle of a character. */
function encodedWords(text: string, firstRoom: number): readonly string[] {
  const words: string[] = [];
  let chunk = "";
  let size = 0;
  let most = octetsIn(firstRoom);
  const flush = (): void => {
    words.push(`=?UTF-8?B?${Buffer.from(chunk).toString("base64")}?=`);
    chunk = "";
    size = 0;
    most = octetsIn(width - 1);
  };
  for (const character of text) {
    const octets = Buffer.byteLength(character);
    if (size > 0 && size + octets > most) flush();
    chunk += character;
    size += octets;
  }
  flush();
  return words;
}

function octetsIn(room: number): number {
  return Math.max(3, Math.floor((Math.min(room, width - 1) - wrapping) / 4) * 3);
}
