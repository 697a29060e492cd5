/**
 * A pattern that is made on first use. The tables behind `\p{…}` cost an import half a millisecond
 * a pattern, in a literal even where nothing runs it.
 */
export function unicodePattern(source: string, flags = "u"): () => RegExp {
  let made: RegExp | undefined;
  return () => {
    made ??= new RegExp(source, flags);
    return made;
  };
}
