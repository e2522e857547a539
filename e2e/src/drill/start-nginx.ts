import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "@hipstershop/transport/testing/free-port";
import type { WayIn } from "./way-in.ts";

/**
 * Starts nginx on loopback as a proxy that asks the next frontend where one gives no answer, as most
 * Ingress controllers do: its own default, and never for a form that it has sent on. Disposing it ends it.
 */
export async function startNginx(): Promise<WayIn> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-nginx-"));
  const configuration = join(folder, "nginx.conf");
  const port = await freePort();
  const write = (addresses: readonly string[]) =>
    writeFile(configuration, configure(folder, port, addresses));
  await write(["127.0.0.1:1"]);
  const nginx = spawn("nginx", ["-p", folder, "-c", configuration, "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exited = once(nginx, "exit");
  async function end(): Promise<void> {
    nginx.kill("SIGTERM");
    await exited.catch(() => {});
    await rm(folder, { recursive: true });
  }
  const isGone = exited.then(() => Promise.reject(new Error("nginx has ended")));
  try {
    // Before it listens a SIGHUP would end it.
    await Promise.race([untilListening(port), isGone]);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async lead(addresses) {
      await write(addresses);
      nginx.kill("SIGHUP");
    },
    [Symbol.asyncDispose]: end,
  };
}

async function untilListening(port: number): Promise<void> {
  for (const endMs = performance.now() + 10_000; performance.now() < endMs; await wait(20)) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").catch(() => false);
    socket.destroy();
    if (isOpen) return;
  }
  throw new Error("nginx did not start");
}

function configure(folder: string, port: number, addresses: readonly string[]): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off;
pid ${folder}/nginx.pid;
error_log stderr crit;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  upstream frontend {
    # A controller takes out what is not ready; nginx by itself would for ten seconds.
    ${addresses.map((address) => `server ${address} max_fails=0;`).join("\n    ")}
    keepalive 32;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://frontend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
    }
  }
}
`;
}
