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

function inAdapters(test: string): Place {
  return { package: "adapters", test: `test/${test}.test.ts` };
}
function inCore(test: string): Place {
  return { package: "core", test: `test/${test}.test.ts` };
}
export function inConsent(test: string): Place {
  return {
    package: "consent",
    test: `test/${test}.test.ts`,
  };
}

/** Tests of `packages/adapters/test/engine`: the whole engine over a real store. */
export function engineTest(name: string): Place {
  return inAdapters(`engine/${name}`);
}
export function kitTest(name: string): Place {
  return inCore(`store-kit/${name}`);
}
export { inAdapters, inCore };
