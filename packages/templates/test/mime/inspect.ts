/** What every message must keep, whatever is in it. Empty where all is well. */
export function findFaults(
  raw: Uint8Array,
  { utf8 = false }: { readonly utf8?: boolean } = {},
): readonly string[] {
  const faults: string[] = [];
  const text = new TextDecoder("latin1").decode(raw);
  const body = text.indexOf("\r\n\r\n");
  if (/[^\r]\n|\r[^\n]|^\n|\r$/.test(text)) faults.push("a bare CR or LF");
  if (text.includes("\0")) faults.push("a NUL");
  if (!utf8 && /[\u0080-\u00ff]/.test(text)) faults.push("an octet over 127");
  for (const [index, line] of text.split("\r\n").entries()) {
    if (line.length > 998) faults.push(`line ${index} has ${line.length} octets`);
    if (line.startsWith(".")) faults.push(`line ${index} begins with a dot`);
    if (line.startsWith("From ")) faults.push(`line ${index} begins with From`);
  }
  for (const section of text.split(/\r\n--=_ws/).slice(1)) {
    const start = section.indexOf("\r\n\r\n");
    if (!/quoted-printable|base64/.test(section.slice(0, start))) continue;
    for (const line of section.slice(start + 4).split("\r\n")) {
      if (line.length > 76) faults.push(`a body line has ${line.length} characters`);
      if (/[ \t]$/.test(line)) faults.push("a body line ends in white space");
    }
  }
  if (body < 0) faults.push("no end of headers");
  return faults;
}
