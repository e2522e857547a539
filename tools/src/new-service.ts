// Lays out a new service: "npm run new:service -- wishlist" makes the proto file, the folder
// with an implementation, its test and main.ts, and its Kubernetes manifest, puts it into the two
// lists that are kept by hand, and generates its code. No other service is touched.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { layOutService } from "./lay-out-service.ts";
import { nounProblem } from "./noun-problem.ts";

const root = join(import.meta.dirname, "../..");
const noun = process.argv.slice(2).join(" ");
const problem = nounProblem(root, noun);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
for (const path of layOutService(root, noun)) process.stdout.write(`wrote ${path}\n`);
run("npm", "install", "--offline");
run("npm", "run", "generate");
process.stdout.write(`${noun}service is there: npm run dev starts it with the others.
Say what it does in a row of README.md and of README.zh.md, which the gate asks for.\n`);

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
}
