// Builds the kube-apiserver that api-server.test.ts asks, out of its Go module, into a folder that the PATH
// has then: `npm exec -- node k8s/test/build-api-server.ts <folder>`. It wants Go 1.26.
import { execFile } from "node:child_process";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Kubernetes itself, and the number that its libraries of the same release have. */
const VERSION = "v1.36.3";
const LIBRARIES = "v0.36.3";

const [folder = "."] = process.argv.slice(2);
await using temporary = await mkdtempDisposable(join(tmpdir(), "api-server-"));
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
  ...["build", "-mod=mod", "-trimpath", "-o", join(resolve(folder), "kube-apiserver")],
  ...["-ldflags", `-s -w -X ${variable}=${VERSION}`, "k8s.io/kubernetes/cmd/kube-apiserver"],
);
