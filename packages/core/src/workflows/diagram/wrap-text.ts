/**
 * Breaks a text into at most `most` lines of at most `width` characters, after spaces and
 * punctuation if possible. If the text is too long, the last line ends with an ellipsis.
 */
export function wrapText(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  const pieces = text.match(/[^\s\-_./:]+[-_./:]*\s*|[-_./:]+\s*|\s+/gu) ?? [];
  for (const piece of pieces.flatMap((one) => chunks(one, width))) {
    if (line !== "" && [...(line + piece).trimEnd()].length > width) {
      lines.push(line.trim());
      line = "";
    }
    line += piece;
  }
  if (line.trim() !== "") lines.push(line.trim());
  if (lines.length <= most) return lines;
  return [
    ...lines.slice(0, most - 1),
    `${[...(lines[most - 1] ?? "")].slice(0, width - 1).join("")}…`,
  ];
}

function chunks(piece: string, width: number): readonly string[] {
  const characters = [...piece];
  if (characters.length <= width) return [piece];
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at += width)
    parts.push(characters.slice(at, at + width).join(""));
  return parts;
}
