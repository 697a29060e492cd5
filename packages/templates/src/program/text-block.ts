/** How many line ends at least set an element apart from what stands before and after it. */
export type Apart = readonly [before: number, after: number];

function inLines(
  names: string,
  before: number,
  after: number,
): readonly (readonly [string, Apart])[] {
  return names.split(" ").map((name) => [name, [before, after]]);
}

/** Elements that stand on lines of their own in a text part. */
export const textBlocks: ReadonlyMap<string, Apart> = /* @__PURE__ */ new Map([
  ...inLines(
    "address article aside center dd details div dl dt fieldset figcaption figure footer form header label main nav section summary",
    1,
    1,
  ),
  ...inLines("blockquote h4 h5 h6 hr ol p pre table ul", 2, 2),
  ...inLines("h1 h2 h3", 3, 2),
]);

/** What a rule across the page is in text. */
export const rule: string = /* @__PURE__ */ "-".repeat(40);
