import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

/** `import { … } from "./…"` and `export { … } from "./…"`, without those of types alone. */
const statement = /^(import|export) \{([^}]*)\} from "(\.[^"]+)";/gm;

interface Named {
  readonly name: string;
  readonly as: string;
}

/** Where a name of an index comes from. */
interface Origin {
  readonly file: string;
  readonly name: string;
}

function names(list: string): readonly Named[] {
  return list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("type "))
    .map((part) => {
      const [name = part, as = name] = part.split(" as ");
      return { name, as };
    });
}

function source(from: string, specifier: string): string {
  return resolve(dirname(from), specifier).replace(/\.js$/, ".ts");
}

const indexes = new Map<string, ReadonlyMap<string, Origin>>();

/** What an index hands on, each name with the file that has it. */
function handedOn(index: string): ReadonlyMap<string, Origin> {
  const before = indexes.get(index);
  if (before !== undefined) return before;
  const origins = new Map<string, Origin>();
  for (const [, kind, list = "", specifier = ""] of readFileSync(index, "utf8").matchAll(
    statement,
  )) {
    if (kind !== "export") continue;
    for (const { name, as } of names(list))
      origins.set(as, origin({ file: source(index, specifier), name }));
  }
  indexes.set(index, origins);
  return origins;
}

function origin(named: Origin): Origin {
  if (!named.file.endsWith("/index.ts")) return named;
  return handedOn(named.file).get(named.name) ?? named;
}

/**
 * A source whose imports name the file that has what they ask for, instead of the folder's index.
 * esbuild puts a module into the chunk of every entry that reaches it, and through an index an
 * entry reaches whatever the index hands on: consent's main entry carried the rules of all
 * countries. No line moves, so that source maps stay true.
 */
export function pastIndexes(path: string, code: string): string {
  return code.replace(statement, (whole, kind: string, list: string, specifier: string) => {
    if (!specifier.endsWith("/index.js")) return whole;
    const byFile = new Map<string, string[]>();
    for (const { name, as } of names(list)) {
      const from = origin({ file: source(path, specifier), name });
      const asked = byFile.get(from.file) ?? [];
      byFile.set(from.file, [...asked, from.name === as ? as : `${from.name} as ${as}`]);
    }
    const straight = [...byFile].map(([file, asked]) => {
      const to = relative(dirname(path), file).replaceAll("\\", "/").replace(/\.ts$/, ".js");
      return `${kind} { ${asked.join(", ")} } from "./${to}";`;
    });
    return straight.join(" ") + "\n".repeat(whole.split("\n").length - 1);
  });
}
