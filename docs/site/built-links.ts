import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/**
 * Links of the built pages whose page or anchor does not exist, each as `page → link`. Addresses of
 * other sites are not looked at.
 */
export function brokenLinks(folder: string): readonly string[] {
  const files = globSync("**/*.html", { cwd: folder }).map((file) => file.replaceAll("\\", "/"));
  const pages = new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
  const ids = new Map([...pages].map(([file, html]) => [file, findIds(html)]));
  return [...pages].flatMap(([file, html]) => {
    const links = new Set(
      [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, to = ""]) => to),
    );
    return [...links].filter((link) => !leads(file, link)).map((link) => `${file} → ${link}`);
  });

  function leads(from: string, link: string): boolean {
    if (/^[a-z]+:/.test(link)) return true;
    const [path = "", anchor = ""] = link.split("#");
    const target = path === "" ? from : fileAt(from, decodeURIComponent(path));
    const found = ids.get(target);
    if (found === undefined) return existsSync(join(folder, target));
    return anchor === "" || found.has(decodeURIComponent(anchor));
  }
}

function findIds(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => id));
}

function fileAt(from: string, path: string): string {
  const full = path.startsWith("/") ? path.slice(1) : posix.join(posix.dirname(from), path);
  if (full === "" || full.endsWith("/")) return `${full}index.html`;
  return posix.extname(full) === "" ? `${full}.html` : full;
}
