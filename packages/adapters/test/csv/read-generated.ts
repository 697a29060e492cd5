// Run by csv-rows.test.ts in a process of its own with a small heap: reads as many megabytes as it
// is told.
import { csvRows } from "../../src/csv/index.js";

const megabytes = Number(process.argv[2]);

async function* generated(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("email,first_name,last_name,note\n");
  for (let written = 0, row = 0; written < megabytes * 1_048_576; ) {
    let block = "";
    while (block.length < 60_000)
      block += `person-${row}@example.org,Anna ${row},Berg,"Row ${row++}, with ""quotes"" and ünicode"\n`;
    const bytes = Buffer.from(block);
    written += bytes.length;
    yield bytes;
  }
}

let rows = 0;
let problems = 0;
for await (const row of (await csvRows(generated())).rows) {
  rows++;
  if (row.problem) problems++;
}
process.stdout.write(JSON.stringify({ megabytes, rows, problems }));
