// For a page: what it gives is left where the test can await it.
import { memoryStore } from "@wellsent/adapters/memory";
import { sendFirstMail } from "./flow.mjs";
import programs from "./programs.json";

globalThis.wellsentOutcome = sendFirstMail({ store: memoryStore(), programs });
