/**
 * A boundary made from the inputs alone, so that the same message is the same bytes. It cannot occur in a body: every
 * body is quoted-printable, where `=` is followed by a hex digit or a line end, or base64, which has no `_`.
 */
export function boundary(seed: string, level: number): string {
  let low = 0x811c9dc5 ^ level;
  let high = 0x9747b28c ^ level;
  for (let index = 0; index < seed.length; index++) {
    const code = seed.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 13);
  }
  const part = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");
  return `=_ws${level}_${part(low)}${part(high)}`;
}
