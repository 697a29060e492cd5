// npm run surface [-- --write]
// Lists the public names of every entry of every package, one file an entry, in docs/surface. Fails
// where a list is not current: a change of what is public is then seen in review.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..");
const folder = join(root, "docs", "surface");

type Kind = "class" | "const" | "function" | "interface" | "type";

interface Entry {
  /** As a host imports it: `@wellsent/core/errors`. */
  readonly name: string;
  /** The source that the entry is built from. */
  readonly source: string;
  /** What is built from it. */
  readonly built: string;
}

/** Every entry that a package declares in `exports`. */
export function entries(): readonly Entry[] {
  return readdirSync(join(root, "packages")).flatMap((name) => {
    const place = join(root, "packages", name);
    const { name: id, exports } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
    return Object.entries<{ readonly "@wellsent/source"?: string; readonly default: string }>(
      exports,
    ).flatMap(([path, { "@wellsent/source": source, default: built }]) =>
      source === undefined
        ? []
        : [
            {
              name: `${id}${path.slice(1)}`,
              source: join(place, source),
              built: join(place, built),
            },
          ],
    );
  });
}

const lists = /^export (type )?\{([^}]*)\}(?: from "([^"]+)")?;/gm;
const stars = /^export (?:type )?\* from "([^"]+)";/gm;
const declarations =
  /^export (?:declare )?(?:abstract )?(?:async )?(class|const|function\*?|interface|type) (\w+)/gm;
const imports = /^import (?:type )?\{([^}]*)\} from "([^"]+)";/gm;

/** The names that a module exports, each with what it is. */
export function publicNames(file: string): ReadonlyMap<string, Kind> {
  const text = readFileSync(file, "utf8");
  const names = new Map<string, Kind>();
  for (const [, kind, name] of text.matchAll(declarations)) {
    if (name === undefined) continue;
    // A value and a type of one name are listed as the value: that is what a host can call.
    if (!names.has(name) || kind !== "type") names.set(name, kind?.replace("*", "") as Kind);
  }
  for (const [, from] of text.matchAll(stars)) {
    for (const [name, kind] of publicNames(sourceAt(file, from))) names.set(name, kind);
  }
  for (const [, , list, from] of text.matchAll(lists)) {
    for (const { own, shown } of specifiers(list))
      names.set(shown, readKind(file, text, own, from));
  }
  return names;
}

/** What a name is that a module exports again, or declares without exporting it there and then. */
function readKind(file: string, text: string, name: string, from: string | undefined): Kind {
  if (from?.startsWith(".")) {
    const kind = publicNames(sourceAt(file, from)).get(name);
    if (kind !== undefined) return kind;
  }
  if (from === undefined) {
    for (const [, list, source] of text.matchAll(imports)) {
      const found = specifiers(list).find(({ shown }) => shown === name);
      if (found !== undefined) return readKind(file, text, found.own, source);
    }
    const own = new RegExp(`^(?:abstract )?(class|const|function|interface|type) ${name}\\b`, "m");
    const kind = own.exec(text)?.[1];
    if (kind !== undefined) return kind as Kind;
  }
  throw new Error(`${relative(root, file)} exports ${name}, and nothing says what it is.`);
}

function specifiers(list = ""): readonly { readonly own: string; readonly shown: string }[] {
  return list.split(",").flatMap((part) => {
    const [own, shown = own] = part
      .trim()
      .replace(/^type /, "")
      .split(" as ");
    return own === undefined || shown === undefined || own === "" ? [] : [{ own, shown }];
  });
}

function sourceAt(file: string, specifier = ""): string {
  return join(dirname(file), specifier).replace(/\.js$/, ".ts");
}

/** The list of each entry, by the file that it is kept in. */
export function surfaces(): ReadonlyMap<string, string> {
  return new Map(
    entries().map(({ name, source }) => {
      const lines = [...publicNames(source)]
        .map(([own, kind]) => `${kind} ${own}`)
        .sort((a, b) => (a < b ? -1 : 1));
      const [, id = "", path = "index"] = /^@wellsent\/([^/]+)(?:\/(.+))?$/.exec(name) ?? [];
      const file = join(folder, id, `${path.replaceAll("/", "-")}.txt`);
      return [file, `${name}: ${lines.length} names\n\n${lines.join("\n")}\n`];
    }),
  );
}

function keptFiles(): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The files that are not current, by their path in the project. */
export function stale(): readonly string[] {
  const wanted = surfaces();
  const changed = [...wanted].flatMap(([file, text]) =>
    existsSync(file) && readFileSync(file, "utf8") === text ? [] : [file],
  );
  return [...changed, ...keptFiles().filter((file) => !wanted.has(file))].map((file) =>
    relative(root, file).replaceAll("\\", "/"),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (process.argv.includes("--write")) {
    const wanted = surfaces();
    for (const [file, text] of wanted) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    for (const file of keptFiles()) if (!wanted.has(file)) rmSync(file);
  }
  const found = stale();
  for (const file of found) console.error(`${file} is not current.`);
  if (found.length > 0) {
    console.error("Read what changed, then write the lists: npm run surface -- --write");
    process.exit(1);
  }
}
