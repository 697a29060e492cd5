import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { phoneParser } from "../../src/phone/index.js";

describe("phoneParser", async () => {
  const parse = await phoneParser({ defaultCountry: "US" });

  it.each([
    ["504-621-8927", null, "+15046218927"],
    ["(504) 621 8927", "US-LA", "+15046218927"],
    ["0171 1234567", "DE", "+491711234567"],
    ["+44 20 7946 0958", "DE", "+442079460958"],
    ["030/901820", "de", "+4930901820"],
    ["0171 1234567", null, null],
    ["504-621-8927 ext. 5", null, null],
    ["call 504-621-8927 now", null, null],
    ["123", null, null],
    ["", null, null],
    ["\u202a+49 171 1234567\u202c", null, "+491711234567"],
    ["15046218927", null, "+15046218927"],
    ["33612345678", "FR", "+33612345678"],
    ["393331234567", "IT", "+393331234567"],
    ["4930901820", "DE", "+4930901820"],
    ["00491711234567", "DE", "+491711234567"],
  ])("reads %j in %s as %s", (text, jurisdiction, number) => {
    expect(parse(text, jurisdiction)).toEqual(number === null ? null : { number });
  });

  it.each([
    // An open plan: as a number at home it would have two digits more than most have.
    ["491711234567", "DE", "+491711234567"],
    ["49 171 1234567", "DE", "+491711234567"],
    // Aurich without its 0 is as long as most numbers are; behind a code it would be short.
    ["4941123456", "DE", "+494941123456"],
  ])("decides between two readings of %j by length, and says so", (text, jurisdiction, number) => {
    expect(parse(text, jurisdiction)).toEqual({ number, finding: "PHONE_TWO_READINGS" });
  });

  it("reads only international numbers where no country is known", async () => {
    const strict = await phoneParser();
    expect(strict("504-621-8927", null)).toBeNull();
    expect(strict("504-621-8927", "ZZ")).toBeNull();
    expect(strict("+1 504-621-8927", null)).toEqual({ number: "+15046218927" });
  });
});

it("names the missing peer", { timeout: 30_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "wellsent-phone-"));
  try {
    const outfile = join(folder, "phone.mjs");
    buildSync({
      entryPoints: [resolve(import.meta.dirname, "../../src/phone/index.ts")],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      conditions: ["@wellsent/source"],
      external: ["libphonenumber-js"],
    });
    const script = `import { phoneParser } from ${JSON.stringify(outfile)};
      await phoneParser().catch(({ code, remedy }) => console.log(code, remedy));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      cwd: folder,
      // A package manager's launcher may have put every package within reach.
      env: { ...process.env, NODE_PATH: "" },
    });
    expect(stdout, stderr).toBe("ADAPTER_PEER_MISSING npm install libphonenumber-js\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
