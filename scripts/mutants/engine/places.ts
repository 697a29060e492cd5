/** Sources that engine mutants spoil, and the tests that must notice. */
export const engine = "packages/core/src/engine";
export const kit = "packages/core/src/store-kit";
export const core = "packages/core/src";
export const adapters = "packages/adapters/src";
export const gate = "packages/consent/src/gate";

interface Place {
  readonly package: string;
  readonly test: string;
}

const inAdapters = (test: string): Place => ({ package: "adapters", test: `test/${test}.test.ts` });
const inCore = (test: string): Place => ({ package: "core", test: `test/${test}.test.ts` });
export const inConsent = (test: string): Place => ({
  package: "consent",
  test: `test/${test}.test.ts`,
});

/** Tests of `packages/adapters/test/engine`: the whole engine over a real store. */
export const engineTest = (name: string): Place => inAdapters(`engine/${name}`);
export const kitTest = (name: string): Place => inCore(`store-kit/${name}`);
export { inAdapters, inCore };
