/** One deliberate defect, and the test that must notice it. */
export interface Mutant {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Must stand in the file exactly once: a mutant whose target moved tests nothing. */
  readonly find: string;
  readonly replace: string;
  /** The package whose test notices. Absent: the one that was named on the command line. */
  readonly package?: string;
  /** Test file below the package, and the part of the test's name that should go red. A pattern. */
  readonly test: string;
  readonly named: string;
}
