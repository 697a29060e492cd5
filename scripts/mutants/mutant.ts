/** One deliberate defect, and the test that must notice it. */
export interface Mutant {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Must stand in the file exactly once: a mutant whose target moved tests nothing. */
  readonly find: string;
  readonly replace: string;
  /** Test file below the package, and the part of the test's name that should go red. */
  readonly test: string;
  readonly named: string;
}
