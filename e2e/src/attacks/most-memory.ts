// Runs these attacks and the load, one after another, and prints the most that a pod's limit would count of
// each service, and under what: `npm run build && npm exec -- node e2e/src/attacks/most-memory.ts`
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

const most = new Map<string, { mb: number; under: string }>();
for (const file of (await readdir(import.meta.dirname)).sort()) {
  const path = join(import.meta.dirname, file);
  if (!/^ *await attack\(/m.test(await readFile(path, "utf8"))) continue;
  const program = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(program, "exit");
  let under = file;
  for await (const line of createInterface(program.stdout)) {
    console.log(line);
    under = /^(\S.*?): /.exec(line)?.[1] ?? under;
    const [, counts = ""] = /^ {2}a pod's limit counts at most, MB: (.*)$/.exec(line) ?? [];
    for (const [, service = "", mb] of counts.matchAll(/(\w+) (\d+)/g)) {
      const known = most.get(service);
      if (!known || known.mb < Number(mb)) most.set(service, { mb: Number(mb), under });
    }
  }
  const [code] = await exited;
  if (code !== 0) console.log(`${file} ended with ${code}`);
}
console.log("\n| service | MB at most | under |\n| --- | ---: | --- |");
for (const [service, { mb, under }] of [...most].sort()) {
  console.log(`| ${service} | ${mb} | ${under} |`);
}
