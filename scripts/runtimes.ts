// The first example's flow on every runtime that is promised, with the packages as a registry would
// hand them out. The runtimes are in `runtimes/`, apart from the workspace. Ends with 1 where one
// of them gives anything else than the others.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { installPacked, root } from "../docs/test/consumers/packed-packages.ts";

const sources = join(root, "runtimes");
function bin(...path: readonly string[]): string {
  return join(sources, "node_modules", ...path);
}
const expected = { refused: ["NO_CONSENT", false], allowed: ["consent", true], sent: 1 };
const { folder } = installPacked();
let [passed, failed, skipped] = [0, 0, 0];

function run(command: string, args: readonly string[], env: Record<string, string> = {}): string {
  return execFileSync(command, args, {
    ...{ cwd: folder, encoding: "utf8", timeout: 120_000 },
    env: { ...process.env, ...env },
  });
}

async function check(name: string, work: () => unknown, wanted: unknown): Promise<void> {
  const started = performance.now();
  let outcome: unknown;
  try {
    outcome = await work();
  } catch (error) {
    outcome = error;
  }
  const right = isDeepStrictEqual(outcome, wanted);
  if (right) passed++;
  else failed++;
  const took = `${Math.round(performance.now() - started)} ms`;
  console.log(`${right ? "pass" : "FAIL"}  ${name} (${took})`);
  if (!right) console.log(outcome);
}

/** The last line of what a program printed, which is its outcome. */
function lastLine(output: string): unknown {
  return JSON.parse(output.trim().split("\n").at(-1) ?? "");
}

function onServer(command: string, ...args: readonly string[]): unknown {
  const database = join(folder, `${Math.random().toString(36).slice(2)}.db`);
  return lastLine(run(command, [...args, "server.mjs"], { WELLSENT_DATABASE: database }));
}

async function bundle(entry: string): Promise<string> {
  const name = entry.replace(".mjs", ".js");
  // `neutral` knows no module of Node: one that is imported fails here.
  await build({
    ...{ absWorkingDir: folder, entryPoints: [entry], outfile: name, logLevel: "error" },
    ...{ bundle: true, format: "esm", platform: "neutral", mainFields: ["module", "main"] },
    // Asked for with a template's source only. A bundle has programs, and leaves MJML behind.
    external: ["@wellsent/templates/compile"],
  });
  return name;
}

async function inBrowser(executablePath: string): Promise<unknown> {
  const script = await bundle("browser.mjs");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    // Browsers have Web Cryptography on secure origins only. Nothing leaves: the answer is ours.
    const origin = "https://app.example/";
    await page.route(origin, (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>App</title>" }),
    );
    await page.goto(origin);
    await page.addScriptTag({ path: join(folder, script), type: "module" });
    await page.waitForFunction("globalThis.wellsentOutcome !== undefined");
    return await page.evaluate("globalThis.wellsentOutcome");
  } finally {
    await browser.close();
  }
}

try {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const file of readdirSync(sources).filter((each) => /\.(mjs|capnp)$/.test(each)))
    cpSync(join(sources, file), join(folder, file));
  const definitions = join(root, "examples", "first-send", "src", "definitions.ts");
  cpSync(definitions, join(folder, "definitions.ts"));
  const compile =
    'import { compileTemplate } from "@wellsent/templates/compile"; import { news } from "./definitions.ts";' +
    "console.log(JSON.stringify((await compileTemplate(news)).programs));";
  writeFileSync(join(folder, "compile.mjs"), compile);
  writeFileSync(join(folder, "programs.json"), run(process.execPath, ["compile.mjs"]));

  const both = { memory: expected, sqlite: expected };
  for (const [name, node] of [
    ["Node 22", bin("node-22", "bin", "node")],
    ["Node 24", process.execPath],
    ["Node 26", bin("node-26", "bin", "node")],
  ] as const)
    await check(name, () => onServer(node), both);
  await check("Bun", () => onServer(bin(".bin", "bun")), both);
  await check("Deno", () => onServer(bin(".bin", "deno"), "run", "--allow-all"), both);

  await check(
    "workerd, without Node's compatibility",
    async () => {
      await bundle("worker.mjs");
      return lastLine(run(bin(".bin", "workerd"), ["test", "worker.capnp"]));
    },
    { memory: expected },
  );

  const executable = process.env["WELLSENT_CHROMIUM"] ?? "/usr/bin/chromium";
  if (existsSync(executable)) {
    await check("a browser's bundle, in Chromium", () => inBrowser(executable), expected);
  } else {
    skipped++;
    console.log("skip  a browser's bundle: no chromium at WELLSENT_CHROMIUM or /usr/bin/chromium");
    await check("a browser's bundle is made", () => bundle("browser.mjs"), "browser.js");
  }
} finally {
  if (process.env["WELLSENT_KEEP"] === undefined) rmSync(folder, { recursive: true, force: true });
  else console.log(folder);
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exit(failed > 0 ? 1 : 0);
