/**
 * A pattern that is made on first use. The tables behind `\p{…}` cost an import more than a hundred
 * functions do, in a literal even where nothing runs it, and what needs them is rare.
 */
function onFirstUse(source: string): () => RegExp {
  let made: RegExp | undefined;
  return () => {
    made ??= new RegExp(source, "gu");
    return made;
  };
}

/**
 * What shows nothing: white space, controls, format marks, the Hangul filler and the blank Braille
 * pattern.
 */
export const invisible: () => RegExp = onFirstUse("[\\s\\p{Cc}\\p{Cf}\\u3164\\u2800]");

/** What is no letter of any script. */
export const notLetter: () => RegExp = onFirstUse("\\P{L}");
