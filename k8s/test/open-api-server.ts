import { execFile } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "@hipstershop/transport/testing/free-port";
import { findProgram } from "./find-program.ts";
import { startProgram } from "./start-program.ts";

/** An API server of Kubernetes, without any nodes: it says what it would take. */
export interface ApiServer extends AsyncDisposable {
  /** Runs kubectl against it. Resolves with all that it prints, and throws that when it fails. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** The file by which other programs reach it, as an administrator. */
  readonly kubeconfig: string;
}

/** Returns why none can be started on this machine, if so; `programs` are what is wanted beside it. */
export async function whyNoApiServer(...programs: readonly string[]): Promise<string | undefined> {
  for (const program of ["etcd", "kube-apiserver", "kubectl", ...programs]) {
    if (!(await findProgram(program))) return `${program} is not installed`;
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
    startProgram("etcd", [
      ...["--data-dir", join(folder, "etcd"), "--name=only"],
      `--listen-client-urls=http://127.0.0.1:${store}`,
      `--advertise-client-urls=http://127.0.0.1:${store}`,
      `--listen-peer-urls=http://127.0.0.1:${peers}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peers}`,
      `--initial-cluster=only=http://127.0.0.1:${peers}`,
    ]),
    startProgram("kube-apiserver", [
      ...["--bind-address=127.0.0.1", `--secure-port=${port}`, "--cert-dir", folder],
      ...[`--etcd-servers=http://127.0.0.1:${store}`, "--authorization-mode=RBAC"],
      ...["--token-auth-file", await file("tokens.csv", `${token},test,test,system:masters\n`)],
      ...["--service-account-key-file", key, "--service-account-signing-key-file", key],
      "--service-account-issuer=https://kubernetes.default.svc",
    ]),
  ];
  for (const program of programs) opened.use(program);

  const cluster = {
    server: `https://127.0.0.1:${port}`,
    "certificate-authority": join(folder, "apiserver.crt"),
  };
  // JSON is YAML.
  const kubeconfig = await file(
    "kubeconfig",
    JSON.stringify({
      ...{ apiVersion: "v1", kind: "Config", "current-context": "only" },
      clusters: [{ name: "only", cluster }],
      users: [{ name: "only", user: { token } }],
      contexts: [{ name: "only", context: { cluster: "only", user: "only" } }],
    }),
  );
  const kubectl: ApiServer["kubectl"] = async (args, input = "") => {
    const running = promisify(execFile)("kubectl", [`--kubeconfig=${kubeconfig}`, ...args], {
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
  return { kubectl, kubeconfig, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

async function succeeds(attempt: Promise<unknown>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  );
}
