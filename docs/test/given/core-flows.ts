import { memoryHostTable } from "@wellsent/adapters/host-tables";
import { defineSchema } from "@wellsent/core";
import * as z from "zod";

const schema = defineSchema({ attributes: z.object({ firstName: z.string().optional() }) });
const customers = memoryHostTable();
