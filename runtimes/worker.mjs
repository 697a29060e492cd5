// For workerd without Node's compatibility: `workerd test` runs this handler.
import { memoryStore } from "@wellsent/adapters/memory";
import { sendFirstMail } from "./flow.mjs";
import programs from "./programs.json";

export default {
  async test() {
    console.log(
      JSON.stringify({ memory: await sendFirstMail({ store: memoryStore(), programs }) }),
    );
  },
};
