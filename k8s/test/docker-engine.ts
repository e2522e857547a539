import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A Docker engine to build and run images with. */
export interface DockerEngine extends AsyncDisposable {
  /**
   * Runs `docker` with these arguments and returns what it prints, without the last line
   * break. Throws with all that it said when it fails.
   */
  docker(...args: readonly string[]): Promise<string>;
}

/**
 * Returns the engine that DOCKER_HOST or the default socket leads to. Where none answers, it
 * starts a `dockerd` with its data in a temporary folder; disposing the engine ends it and
 * restores the firewall to what it was. Throws when there is neither.
 */
export async function openDockerEngine(): Promise<DockerEngine> {
  const cli = await findCli();
  const given = engineAt(cli, process.env.DOCKER_HOST);
  if (await answers(given)) return { ...given, async [Symbol.asyncDispose]() {} };
  return startDaemon(cli);
}

async function startDaemon(cli: string): Promise<DockerEngine> {
  const firewall = await saveFirewall();
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-docker-"));
  const host = `unix://${folder}/docker.sock`;
  const daemon = spawn(
    "dockerd",
    [
      ...["--host", host, "--pidfile", `${folder}/pid`],
      ...["--data-root", `${folder}/data`, "--exec-root", `${folder}/exec`],
      ...["--bridge", "none", "--ip6tables=false", "--ip-forward=false"],
    ],
    { stdio: ["ignore", "ignore", "pipe"], env: systemEnv },
  );
  const exited = once(daemon, "exit");
  let log = "";
  daemon.stderr.on("data", (chunk) => {
    log = (log + chunk).slice(-4_000);
  });
  const engine: DockerEngine = {
    ...engineAt(cli, host),
    async [Symbol.asyncDispose]() {
      if (daemon.exitCode === null) daemon.kill("SIGTERM");
      await exited;
      await firewall.restore();
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (const deadline = Date.now() + 60_000; !(await answers(engine)); await wait(200)) {
    if (daemon.exitCode === null && Date.now() < deadline) continue;
    await engine[Symbol.asyncDispose]();
    throw new Error(`dockerd does not start: ${log}`);
  }
  return engine;
}

/** dockerd and iptables are there, not always on the PATH of a user. */
const systemEnv = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** Remembers the rules of the firewall, to which dockerd adds its own and leaves them. */
async function saveFirewall(): Promise<{ restore(): Promise<void> }> {
  const { stdout } = await run("iptables-save", { env: systemEnv });
  // A table that is not there yet is restored to an empty one.
  const filter = "*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\nCOMMIT\n";
  const nat =
    "*nat\n:PREROUTING ACCEPT\n:INPUT ACCEPT\n:OUTPUT ACCEPT\n:POSTROUTING ACCEPT\nCOMMIT\n";
  const rules = [
    stdout,
    ...(stdout.includes("*filter") ? [] : [filter]),
    ...(stdout.includes("*nat") ? [] : [nat]),
  ].join("");
  return {
    async restore() {
      const restoring = run("iptables-restore", { env: systemEnv });
      restoring.child.stdin?.end(rules);
      await restoring;
    },
  };
}

function engineAt(cli: string, host: string | undefined): Pick<DockerEngine, "docker"> {
  const env = { ...process.env, DOCKER_BUILDKIT: "1", ...(host && { DOCKER_HOST: host }) };
  return {
    async docker(...args) {
      const { stdout } = await run(cli, args, { env, maxBuffer: 64 * 1024 * 1024 });
      return stdout.trimEnd();
    },
  };
}

async function answers({ docker }: Pick<DockerEngine, "docker">): Promise<boolean> {
  return docker("version", "--format", "{{.Server.Version}}").then(
    () => true,
    () => false,
  );
}

/** Finds a `docker` that can build: a recent one alone, without buildx, cannot. */
async function findCli(): Promise<string> {
  const env = { ...process.env, DOCKER_BUILDKIT: "1" };
  for (const cli of ["docker", "/usr/bin/docker"]) {
    const builds = await run(cli, ["build", "--help"], { env }).catch(() => undefined);
    if (builds) return cli;
  }
  throw new Error("There is no docker that can build: install docker.io, or docker with buildx");
}
