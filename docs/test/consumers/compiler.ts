import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { root } from "./packed-packages.js";

const run = promisify(execFile);
function programIn(manifest: string): string {
  return join(dirname(fileURLToPath(manifest)), "lib", "tsc.js");
}

/**
 * The compilers an application may have, from the oldest that is supported: how each is started.
 */
export const compilers: Readonly<Record<string, readonly [string, ...(readonly string[])]>> = {
  "5.9": [process.execPath, programIn(import.meta.resolve("typescript-5.9/package.json"))],
  "6": [process.execPath, programIn(import.meta.resolve("typescript-6/package.json"))],
  "7": [join(root, "node_modules", ".bin", "tsc")],
};

export interface Application {
  readonly folder: string;
  /** Its files in `folder`, or patterns of them. */
  readonly include: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the compiler says about the application: nothing, when it has no fault to find. */
export async function diagnose(
  compiler: string,
  name: string,
  { folder, include, options }: Application,
): Promise<string> {
  const [command, ...given] = compilers[compiler] ?? [];
  if (command === undefined) throw new Error(`No compiler ${compiler}`);
  const compilerOptions = {
    ...{ target: "es2023", lib: ["es2023", "dom", "dom.iterable"], types: ["node"] },
    ...{ strict: true, noEmit: true, skipLibCheck: false, allowImportingTsExtensions: true },
    ...options,
  };
  const project = join(folder, `tsconfig.${name}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(project, JSON.stringify({ compilerOptions, include, exclude: [] }));
  try {
    await run(command, [...given, "-p", project, "--pretty", "false"], {
      cwd: folder,
      maxBuffer: 1 << 26,
      shell: process.platform === "win32",
    });
    return "";
  } catch (error) {
    if (error instanceof Error && "stdout" in error) return String(error.stdout);
    throw error;
  }
}
