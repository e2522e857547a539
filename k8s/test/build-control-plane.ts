// Builds what "npm run test:server -w k8s" runs of Kubernetes, the API server, the controllers and the scheduler,
// out of their Go module, into a folder that the PATH has then:
// `npm exec -- node k8s/test/build-control-plane.ts <folder>`. It wants Go 1.26. Beside them comes what makes
// HTTPRoute a kind that the server knows.
import { execFile } from "node:child_process";
import { copyFile, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve, sep } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Kubernetes itself, and the number that its libraries of the same release have. */
const VERSION = "v1.36.3";
const LIBRARIES = "v0.36.3";
const GATEWAY_API = "v1.6.3";

const [folder = "."] = process.argv.slice(2);
await using temporary = await mkdtempDisposable(join(tmpdir(), "control-plane-"));
const go = async (...args: readonly string[]) => {
  const { stdout } = await run("go", args, {
    cwd: temporary.path,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
};

// Its go.mod looks for the libraries in folders beside it, which a module does not have: here they are
// modules as well.
await writeFile(join(temporary.path, "go.mod"), "module build\n\ngo 1.26.0\n");
const kubernetes = JSON.parse(await go("mod", "download", "-json", `k8s.io/kubernetes@${VERSION}`));
const { Replace: libraries } = JSON.parse(await go("mod", "edit", "-json", kubernetes.GoMod));
await go(
  ...["mod", "edit", `-require=k8s.io/kubernetes@${VERSION}`],
  ...libraries.map(
    ({ Old: { Path } }: { Old: { Path: string } }) => `-replace=${Path}=${Path}@${LIBRARIES}`,
  ),
);
const variable = "k8s.io/component-base/version.gitVersion";
await go(
  ...["build", "-mod=mod", "-trimpath", "-o", resolve(folder) + sep],
  ...["-ldflags", `-s -w -X ${variable}=${VERSION}`],
  ...["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map(
    (program) => `k8s.io/kubernetes/cmd/${program}`,
  ),
);

const gateway = JSON.parse(
  await go("mod", "download", "-json", `sigs.k8s.io/gateway-api@${GATEWAY_API}`),
);
await copyFile(
  join(gateway.Dir, "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"),
  join(resolve(folder), "httproutes.yaml"),
);
