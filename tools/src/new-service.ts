// Lays out a new service: "npm run new:service -- wishlist" makes the proto file, the folder
// with an implementation, its test and main.ts, and its Kubernetes manifest, puts it into the two
// lists that are kept by hand, and generates its code. No other service is touched.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { layOutService } from "./lay-out-service.ts";

const root = join(import.meta.dirname, "../..");
const noun = process.argv.slice(2).join(" ");
const name = `${noun}service`;

if (!/^[a-z]{2,18}$/.test(noun) || noun.endsWith("service")) {
  fail(`Name the service by one word of small letters, such as "wishlist"; got "${noun}"`);
}
if (
  existsSync(join(root, "services", name)) ||
  existsSync(join(root, `proto/hipstershop/${noun}.proto`))
) {
  fail(`services/${name} or proto/hipstershop/${noun}.proto exists already`);
}
const Noun = `${noun[0]?.toUpperCase()}${noun.slice(1)}`;
for (const file of readdirSync(join(root, "proto/hipstershop"))) {
  const text = readFileSync(join(root, "proto/hipstershop", file), "utf8");
  const taken = new RegExp(`^message Get${Noun}(Request|Response) `, "m").exec(text);
  if (taken)
    fail(`proto/hipstershop/${file} has a ${taken[0].trim()} already: choose another word`);
}
for (const path of layOutService(root, noun)) process.stdout.write(`wrote ${path}\n`);
run("npm", "install", "--offline");
run("npm", "run", "generate");
process.stdout.write(`${name} is there: npm run dev starts it with the others.
Say what it does in a row of README.md and of README.zh.md, which the gate asks for.\n`);

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
