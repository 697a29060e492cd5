const range =
  /^([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?$/i;

/**
 * The languages a reader takes, best first: RFC 9110, section 12.5.4. Equal weights keep their
 * order, which browsers mean as one. What has the weight 0 is not taken, `*` names no language, and
 * what cannot be read counts for nothing.
 */
export function acceptedLanguages(header: string | null): readonly string[] {
  return (header ?? "")
    .split(",")
    .flatMap((entry) => {
      const [, tag, weight = "1"] = range.exec(entry.trim()) ?? [];
      const q = Number(weight);
      return tag === undefined || q === 0 || q > 1 ? [] : [{ tag, q }];
    })
    .sort((a, b) => b.q - a.q)
    .map(({ tag }) => tag);
}
