/** Minor and patch may be left out; build metadata is ignored. */
const pattern =
  /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:-([0-9A-Za-z.-]{1,100}))?(?:\+[0-9A-Za-z.-]{1,100})?$/;

interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: readonly string[];
}

export function readVersion(text: string): Version | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  return {
    numbers: [match[1], match[2], match[3]].map((part) => Number(part ?? 0)),
    prerelease: match[4]?.split(".") ?? [],
  };
}

/** Compiles a range into a test. For text that is no version the result is unknown. */
export function versionTest(range: {
  readonly gte?: string;
  readonly lt?: string;
}): (text: string) => boolean | null {
  const low = range.gte === undefined ? null : readVersion(range.gte);
  const high = range.lt === undefined ? null : readVersion(range.lt);
  return (text) => {
    const version = readVersion(text);
    if (version === null) return null;
    return (
      (low === null || compare(version, low) >= 0) && (high === null || compare(version, high) < 0)
    );
  };
}

/** Precedence by semver 2.0.0, section 11. */
function compare(a: Version, b: Version): number {
  for (let i = 0; i < 3; i++) {
    const difference = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return b.prerelease.length - a.prerelease.length;
  for (let i = 0; i < Math.max(a.prerelease.length, b.prerelease.length); i++) {
    const [left, right] = [a.prerelease[i], b.prerelease[i]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (left === right) continue;
    const numeric = [left, right].map((part) => /^\d+$/.test(part));
    if (numeric[0] && numeric[1]) return Number(left) - Number(right);
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
