// For runtimes that have Node's modules: compiles the template, then sends with each store.
import { memoryStore } from "@wellsent/adapters/memory";
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { compileTemplate } from "@wellsent/templates/compile";
import { sendFirstMail } from "./flow.mjs";
import { news } from "./news.ts";

const { programs } = await compileTemplate(news);
const outcomes = { memory: await sendFirstMail({ store: memoryStore(), programs }) };
try {
  const store = sqliteStore({ path: process.env.WELLSENT_DATABASE });
  outcomes.sqlite = await sendFirstMail({ store, programs });
  await store.close();
} catch (error) {
  if (!String(error?.code).startsWith("STORE_SQLITE_")) throw error;
  outcomes.sqlite = error.code;
}
console.log(JSON.stringify(outcomes));
