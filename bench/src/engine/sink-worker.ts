// Takes whatever mail comes, in a thread of its own. As lean as a server can be, since it is not
// what is measured.
import { createServer, type Socket } from "node:net";
import { parentPort } from "node:worker_threads";

let keeps = false;
let count = 0;
let kept: string[] = [];

const endOfMail = "\r\n.\r\n";

function serve(socket: Socket): void {
  let text = "";
  let inBody = false;
  socket.setNoDelay(true);
  socket.setEncoding("latin1");
  socket.on("error", () => socket.destroy());
  socket.write("220 sink.example ESMTP\r\n");
  socket.on("data", (chunk: string) => {
    text += chunk;
    for (;;) {
      const end = text.indexOf(inBody ? endOfMail : "\r\n");
      if (end === -1) return;
      if (inBody) {
        count += 1;
        if (keeps) kept.push(text.slice(0, end + 2));
        text = text.slice(end + endOfMail.length);
        inBody = false;
        socket.write("250 2.0.0 Taken\r\n");
        continue;
      }
      const verb = text.slice(0, 4).toUpperCase();
      text = text.slice(end + 2);
      inBody = verb === "DATA";
      if (inBody) socket.write("354 Go on\r\n");
      else if (verb === "QUIT") socket.end("221 2.0.0 Bye\r\n");
      else socket.write("250 2.0.0 OK\r\n");
    }
  });
}

const server = createServer(serve);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === "object" && address !== null ? address.port : 0);
});
parentPort?.on("message", (wanted: "keep" | "take") => {
  if (wanted === "keep") {
    keeps = true;
    count = 0;
    kept = [];
  } else {
    parentPort?.postMessage({ count, kept });
    keeps = false;
    count = 0;
    kept = [];
  }
});
