export interface EncodedBody {
  readonly encoding: "quoted-printable" | "base64";
  /** ASCII, in lines of at most 76 characters that end with CRLF. */
  readonly body: string;
}

/** A text in the encoding that suits its script: quoted-printable where it is mostly ASCII. */
export function encodeBody(content: string): EncodedBody {
  const bytes = Buffer.from(content.replaceAll(/\r\n?|\n/g, "\r\n"));
  let beyond = 0;
  for (let index = 0; index < bytes.length; index++) if ((bytes[index] ?? 0) > 126) beyond++;
  // One octet takes three characters in quoted-printable, four thirds of one in base64.
  return beyond * 4 > bytes.length - beyond
    ? { encoding: "base64", body: base64(bytes) }
    : { encoding: "quoted-printable", body: quotedPrintable(bytes) };
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll(/.{76}(?=.)/g, "$&\r\n");
}

const [cr, lf, dot, equals] = [13, 10, 46, 61] as const;
const digits = Buffer.from("0123456789ABCDEF");
const from = Buffer.from("From ");
const width = 76;

/** What becomes of an octet: most stay, some are escaped, the others depend on their place. */
const [stays, escaped, blank, breaks] = [0, 1, 2, 3] as const;
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === cr) return breaks;
  if (byte === 9 || byte === 32) return blank;
  return byte < 33 || byte > 126 || byte === equals ? escaped : stays;
});

/** RFC 2045, 6.7. Each CR is the first half of a line break. */
function quotedPrintable(bytes: Buffer): string {
  const end = bytes.length;
  // Three characters for each octet, and a soft break after each 25 of them.
  const out = Buffer.allocUnsafe(Math.ceil(end * 3.2) + 16);
  let at = 0;
  let column = 0;
  for (let index = 0; index < end; index++) {
    const byte = bytes[index] ?? 0;
    let kind = kinds[byte];
    if (kind === stays && column > 0 && column < width - 1) {
      out[at++] = byte;
      column++;
      continue;
    }
    if (kind === breaks) {
      out[at++] = cr;
      out[at++] = lf;
      index++;
      column = 0;
      continue;
    }
    const lineEnds = index + 1 === end || bytes[index + 1] === cr;
    if (kind === blank && lineEnds) kind = escaped;
    // Where the line goes on, its last column belongs to the soft break.
    if (column + (kind === escaped ? 3 : 1) > (lineEnds ? width : width - 1)) {
      out[at++] = equals;
      out[at++] = cr;
      out[at++] = lf;
      column = 0;
    }
    if (column === 0 && changedAtStart(bytes, index)) kind = escaped;
    if (kind === escaped) {
      out[at++] = equals;
      out[at++] = digits[byte >> 4] ?? 0;
      out[at++] = digits[byte & 15] ?? 0;
      column += 3;
    } else {
      out[at++] = byte;
      column++;
    }
  }
  return out.toString("latin1", 0, at);
}

/** Some relays double a dot at the start of a line, some mail stores put a `>` before `From `. */
function changedAtStart(bytes: Buffer, index: number): boolean {
  const byte = bytes[index];
  if (byte === dot) return true;
  return byte === from[0] && from.equals(bytes.subarray(index, index + from.length));
}
