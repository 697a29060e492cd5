// A worker process of the chaos run: works until it is killed. Usage: worker.ts DATABASE PORT
import { inProcessDispatcher } from "@wellsent/adapters/in-process";
import { openShop, tenant } from "./shop.ts";

const [, , path = "", port = ""] = process.argv;
const { engine } = openShop(path, Number(port));
const dispatcher = inProcessDispatcher({
  onError: (_, error) => {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
    process.stderr.write(
      `tick failed: ${String(code)} ${error instanceof Error ? error.name : ""}\n`,
    );
  },
});
engine.start(dispatcher, async () => [tenant], 50);
// Timers of the dispatcher hold no process open; this one does.
setInterval(() => undefined, 60_000);
