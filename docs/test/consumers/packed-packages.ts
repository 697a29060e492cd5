import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const packageNames = ["core", "consent", "templates", "adapters"] as const;
export type PackageName = (typeof packageNames)[number];

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Installed {
  /** An application's folder, outside of the workspace: no devDependency can be found from it. */
  readonly folder: string;
  /** Where the package lies unpacked. */
  folderFor(name: PackageName): string;
  /** Dependencies and peers, as the packed manifest names them. */
  listNeeds(name: PackageName): readonly string[];
  /** Each entry that is code, by the name under which an application imports it. */
  listEntries(name: PackageName): readonly string[];
}

/**
 * The packages as a registry would hand them out, unpacked beside what they depend on. They are
 * packed here, unless `WELLSENT_PACKED` names a folder where CI has done so, once for everything.
 */
export function installPacked(): Installed {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "wellsent-consumer-")));
  const packed = process.env["WELLSENT_PACKED"] ?? folder;
  const filters = packageNames.flatMap((name) => ["--filter", `./packages/${name}`]);
  if (packed === folder)
    execFileSync(
      "npx",
      ["--yes", "pnpm@12", "-r", ...filters, "pack", "--pack-destination", folder],
      { cwd: root, stdio: "pipe", shell: process.platform === "win32" },
    );
  const folderFor = (name: PackageName) => join(folder, "node_modules", "@wellsent", name);
  for (const name of packageNames) {
    const [tarball] = globSync(`wellsent-${name}-*.tgz`, { cwd: packed });
    if (tarball === undefined) throw new Error(`No tarball of ${name}`);
    mkdirSync(folderFor(name), { recursive: true });
    const into = ["-C", folderFor(name), "--strip-components=1"];
    execFileSync("tar", ["-xzf", join(packed, tarball), ...into]);
  }
  const readManifest = (name: PackageName): Manifest =>
    JSON.parse(readFileSync(join(folderFor(name), "package.json"), "utf8"));
  const listNeeds = (name: PackageName) => {
    const { dependencies, peerDependencies } = readManifest(name);
    return Object.keys({ ...dependencies, ...peerDependencies });
  };
  for (const name of packageNames)
    for (const need of listNeeds(name))
      if (!need.startsWith("@wellsent/")) link(folder, need, join(root, "packages", name));
  link(folder, "@types/node", root);
  return {
    folder,
    folderFor,
    listNeeds,
    listEntries: (name) =>
      Object.entries(readManifest(name).exports)
        .filter(([, target]) => typeof target === "object")
        .map(([path]) => `@wellsent/${name}${path.slice(1)}`),
  };
}

/** Makes a package that `owner` depends on one of the application's. */
function link(folder: string, name: string, owner: string): void {
  const target = join(folder, "node_modules", name);
  mkdirSync(dirname(target), { recursive: true });
  try {
    symlinkSync(realpathSync(join(owner, "node_modules", name)), target, "junction");
  } catch (error) {
    // Another package depends on it as well.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
