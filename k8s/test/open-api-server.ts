import { execFile, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "@hipstershop/e2e/free-port";

/** An API server of Kubernetes, without any nodes: it says what it would take. */
export interface ApiServer extends AsyncDisposable {
  /** Runs kubectl against it. Resolves with all that it prints, and throws that when it fails. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
}

/** Returns why none can be started on this machine, if so. */
export async function whyNoApiServer(): Promise<string | undefined> {
  for (const program of ["etcd", "kube-apiserver", "kubectl"]) {
    const found = await promisify(execFile)("sh", ["-c", `command -v ${program}`]).catch(
      () => null,
    );
    if (found === null) return `${program} is not installed`;
  }
  return undefined;
}

/** Starts etcd and kube-apiserver on loopback, with their data in a temporary folder. */
export async function openApiServer(): Promise<ApiServer> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "api-server-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const [store, peers, port] = [await freePort(), await freePort(), await freePort()];

  const token = randomBytes(16).toString("hex");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = await file("key.pem", privateKey.export({ type: "sec1", format: "pem" }) as string);
  const programs = [
    start("etcd", [
      ...["--data-dir", join(folder, "etcd"), "--name=only"],
      `--listen-client-urls=http://127.0.0.1:${store}`,
      `--advertise-client-urls=http://127.0.0.1:${store}`,
      `--listen-peer-urls=http://127.0.0.1:${peers}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peers}`,
      `--initial-cluster=only=http://127.0.0.1:${peers}`,
    ]),
    start("kube-apiserver", [
      ...["--bind-address=127.0.0.1", `--secure-port=${port}`, "--cert-dir", folder],
      ...[`--etcd-servers=http://127.0.0.1:${store}`, "--authorization-mode=RBAC"],
      ...["--token-auth-file", await file("tokens.csv", `${token},test,test,system:masters\n`)],
      ...["--service-account-key-file", key, "--service-account-signing-key-file", key],
      "--service-account-issuer=https://kubernetes.default.svc",
    ]),
  ];
  for (const program of programs) opened.use(program);

  const where = [
    ...["--kubeconfig=/dev/null", `--server=https://127.0.0.1:${port}`, `--token=${token}`],
    ...["--certificate-authority", join(folder, "apiserver.crt")],
  ];
  const kubectl: ApiServer["kubectl"] = async (args, input = "") => {
    const running = promisify(execFile)("kubectl", [...where, ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    running.child.stdin?.end(input);
    const { stdout, stderr } = await running;
    return stdout + stderr;
  };
  const deadlineMs = performance.now() + 120_000;
  while (!(await succeeds(kubectl(["get", "--raw", "/readyz"])))) {
    const ended = programs.map(({ problem }) => problem()).find(Boolean);
    if (ended || performance.now() > deadlineMs)
      throw new Error(ended ?? "It is not ready in time");
    await wait(200);
  }
  const held = opened.move();
  return { kubectl, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** A program that runs until it is disposed. */
interface Program extends AsyncDisposable {
  /** Says that it has ended, and what it last said, if it has. */
  problem(): string | undefined;
}

function start(command: string, args: readonly string[]): Program {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = (said + chunk).slice(-4_000);
  });
  return {
    problem: () => (child.exitCode === null ? undefined : `${command} ended: ${said}`),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

async function succeeds(attempt: Promise<unknown>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  );
}
