// For runtimes that have Node's modules: compiles the template, then sends with each store.
import { sqliteStore } from "@wellsent/adapters/sqlite";
import { news } from "./definitions.ts";
import { sendFirstMail } from "./flow.mjs";

const templates = [news];
const outcomes = { memory: await sendFirstMail({ templates }) };
try {
  const store = sqliteStore(process.env.WELLSENT_DATABASE);
  outcomes.sqlite = await sendFirstMail({ store, templates });
} catch (error) {
  if (!String(error?.code).startsWith("STORE_SQLITE_")) throw error;
  outcomes.sqlite = error.code;
}
console.log(JSON.stringify(outcomes));
