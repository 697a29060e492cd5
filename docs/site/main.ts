// npm run docs [-- --serve] Builds the site into docs/build/site: pages by hand, the API reference
// and the catalogue of errors from the sources, and llms.txt. Fails at a link or an anchor that
// leads nowhere.
import { build, createServer } from "vitepress";
import { allPages } from "./all-pages.ts";
import { brokenLinks } from "./built-links.ts";
import { deadLinks } from "./links.ts";
import { writeForMachines } from "./llms.ts";
import { siteFolder } from "./paths.ts";
import { writePages } from "./stage.ts";

const docs = `${import.meta.dirname}/..`;

const dead = deadLinks();
for (const { file, line, target } of dead)
  console.error(`${file}:${line} leads nowhere: ${target}`);
if (dead.length > 0) process.exit(1);

const pages = allPages();
writePages(pages);
if (process.argv.includes("--serve")) {
  const server = await createServer(docs);
  await server.listen();
  server.printUrls();
} else {
  await build(docs);
  writeForMachines(siteFolder, pages);
  const broken = brokenLinks(siteFolder);
  for (const link of broken) console.error(`leads nowhere: ${link}`);
  if (broken.length > 0) process.exit(1);
  console.log(`${pages.size} pages in docs/build/site, every link leads somewhere.`);
}
