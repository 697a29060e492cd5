// For workerd without Node's compatibility: `workerd test` runs this handler.
import { sendFirstMail } from "./flow.mjs";
import templates from "./programs.json";

export default {
  async test() {
    console.log(JSON.stringify({ memory: await sendFirstMail({ templates }) }));
  },
};
