import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { entries, publicNames, stale } from "../surface.ts";

const root = join(import.meta.dirname, "..", "..");

/** Loads entries as a host does, in a process of its own: no test runner stands in between. */
const program = `
const names = {};
for (const url of JSON.parse(process.argv[1])) names[url] = Object.keys(await import(url));
console.log(JSON.stringify(names));
`;
const hosted = "@wellsent/adapters/testing/vitest";
function urlFor({ built }: ReturnType<typeof entries>[number]): string {
  return pathToFileURL(built).href;
}

describe("the public surface", () => {
  let loaded: Readonly<Record<string, readonly string[]>> = {};
  beforeAll(() => {
    execFileSync(process.execPath, [join(root, "scripts", "setup.mjs"), "--build"]);
    const urls = entries().flatMap((entry) => (entry.name === hosted ? [] : urlFor(entry)));
    const printed = execFileSync(
      process.execPath,
      ["--no-warnings", "--input-type=module", "-e", program, JSON.stringify(urls)],
      { encoding: "utf8" },
    );
    loaded = JSON.parse(printed);
  });

  it("is the one in docs/surface; npm run surface -- --write after reading what changed", () => {
    expect(stale()).toEqual([]);
  });

  it.each(entries())("of $name has the values that importing it gives", async (entry) => {
    const values = [...publicNames(entry.source)].flatMap(([name, kind]) =>
      kind === "interface" || kind === "type" ? [] : [name],
    );
    // Its matchers are for the test runner, and load nowhere else.
    const names =
      entry.name === hosted
        ? Object.keys(await import(pathToFileURL(entry.source).href))
        : loaded[urlFor(entry)];
    expect(names?.toSorted()).toEqual(values.toSorted());
  });
});
