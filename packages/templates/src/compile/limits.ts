/**
 * Bounds that keep a hostile or broken template from taking the build with it. Every one is a coded
 * error.
 */
export const limits = {
  /** UTF-16 units of one source: ten times what Gmail shows of a mail. */
  sourceLength: 1_000_000,
  /** Blocks within blocks, partials included. */
  nesting: 100,
  /** Loops within loops: the interpreter has a scope for each. */
  loops: 63,
  /** Elements within elements, HTML included: what reads them after us goes down by recursion. */
  elements: 256,
  /**
   * Nodes after all partials are inlined; partials that include each other twice grow
   * exponentially.
   */
  nodes: 20_000,
  /** Compiled variants of one section. */
  variants: 16,
} as const;
