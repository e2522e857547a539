// Prints how many bytes a port and its queue keep of an answered page: "node --expose-gc".
import { Agent, get, type IncomingMessage } from "node:http";
import { createPageQueue } from "../port/page-queue.ts";
import { keptOfEach } from "./kept-of-each.ts";
import { hello, openTestPort } from "./test-port.ts";

const queue = createPageQueue();
await using port = await openTestPort((request, response) =>
  queue(request, response, () => hello(request, response)),
);
const agent = new Agent({ keepAlive: true });
async function read() {
  const answer = await new Promise<IncomingMessage>((resolve) => {
    get({ host: "127.0.0.1", port: port.address.port, agent }, resolve);
  });
  await answer.toArray();
}
console.log((await keptOfEach(read)).toFixed(0));
agent.destroy();
