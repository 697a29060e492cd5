// For a page: what it gives is left where the test can await it.
import { sendFirstMail } from "./flow.mjs";
import templates from "./programs.json";

globalThis.wellsentOutcome = sendFirstMail({ templates });
