import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createInstance } from "../contract/create-instance.ts";
import { announcementContract, discoveryContract } from "../contract/index.ts";
import { nextWhere } from "../contract/next-where.ts";
import { createDirectoryRegistry } from "./directory.ts";

discoveryContract("directory", async (instances) => {
  const parent = await newFolder();
  const [real, folder] = [join(parent, "real"), join(parent, "instances")];
  // A link is replaced in one step, so the folder is never missing.
  const linkTo = async (target: string) => {
    await symlink(target, join(parent, "link"));
    await rename(join(parent, "link"), folder);
  };
  await mkdir(real);
  await linkTo(real);
  const [source, registry] = [open(folder), open(folder)];
  for (const instance of instances) await source.register(instance);
  return {
    registry,
    publish: (instance) => source.register(instance),
    async fail() {
      await writeFile(join(parent, "file"), "");
      await linkTo(join(parent, "file"));
      return { [Symbol.asyncDispose]: () => linkTo(real) };
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
      await rm(parent, { recursive: true });
    },
  };
});

announcementContract("directory", async () => {
  const folder = await newFolder();
  const [announcer, observer] = [open(folder), open(folder)];
  return {
    announcer,
    observer,
    async [Symbol.asyncDispose]() {
      await announcer[Symbol.asyncDispose]();
      await observer[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
});

test("createDirectoryRegistry drops an instance when its process is killed", async (t) => {
  const folder = await ownFolder(t);
  const instance = createInstance("cartservice");
  const child = fork(join(import.meta.dirname, "testing/announcer.ts"), [
    folder,
    JSON.stringify(instance),
  ]);
  t.after(() => child.kill("SIGKILL"));
  await using registry = open(folder);
  await nextWhere(registry.watch("cartservice"), (set) => set[0]?.id === instance.id);
  child.kill("SIGKILL");
  await nextWhere(registry.watch("cartservice"), (set) => set.length === 0);
  assert.deepEqual(await readdir(folder), []);
});

test("getService drops an instance at once when its process has ended", async (t) => {
  const folder = await ownFolder(t);
  const instance = createInstance("cartservice");
  const child = fork(join(import.meta.dirname, "testing/announcer.ts"), [
    folder,
    JSON.stringify(instance),
  ]);
  t.after(() => child.kill("SIGKILL"));
  await using registry = open(folder, 3_600_000);
  await once(child, "message");
  assert.equal((await registry.getService("cartservice")).length, 1);
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.deepEqual(await registry.getService("cartservice"), []);
});

test("getService leaves out an instance when another process has its pid by now", async (t) => {
  const folder = await ownFolder(t);
  const instance = createInstance("cartservice");
  const entry = { pid: process.pid, life: "another", instance };
  await writeFile(join(folder, `${instance.id}.json`), JSON.stringify(entry));
  await using registry = open(folder);
  assert.deepEqual(await registry.getService("cartservice"), []);
  assert.deepEqual(await readdir(folder), []);
});

test("getService leaves out an instance without a life when no process has its pid", async (t) => {
  const folder = await ownFolder(t);
  const instance = createInstance("cartservice");
  const ended = fork(join(import.meta.dirname, "testing/announcer.ts"), [
    folder,
    JSON.stringify(createInstance("adservice")),
  ]);
  ended.kill("SIGKILL");
  await once(ended, "exit");
  const entry = { pid: ended.pid, instance };
  await writeFile(join(folder, `${instance.id}.json`), JSON.stringify(entry));
  await using registry = open(folder);
  assert.deepEqual(await registry.getService("cartservice"), []);
});

test("getService skips a folder that is named like a file", async (t) => {
  const folder = await ownFolder(t);
  await mkdir(join(folder, "stranger.json"));
  await using registry = open(folder);
  await using registration = await registry.register(createInstance("cartservice"));
  assert.deepEqual(await registry.getService("cartservice"), [registration.instance]);
});

test("register rejects, and leaves no file, when the registry is disposed meanwhile", async (t) => {
  const folder = await ownFolder(t);
  let isRegistered = false;
  // One turn of the event loop later each time, until it comes too late: no moment is left out.
  for (let turns = 0; !isRegistered; turns++) {
    const registry = open(folder);
    const registering = registry.register(createInstance("cartservice")).then(
      () => {
        isRegistered = true;
      },
      ({ message }: Error) => message,
    );
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    const expected: string | undefined = isRegistered ? undefined : "The registry is closed";
    await registry[Symbol.asyncDispose]();
    assert.equal(await registering, expected);
    assert.deepEqual(await readdir(folder), []);
  }
});

test("getService skips a file that no registry has written", async (t) => {
  const folder = await ownFolder(t);
  await using registry = open(folder);
  const instance = createInstance("cartservice");
  await using _registration = await registry.register(instance);
  for (const content of ["", "{", "{}", '{"pid":1,"instance":{"id":"../x"}}']) {
    await writeFile(join(folder, "stranger.json"), content);
    assert.deepEqual(await registry.getService("cartservice"), [instance]);
  }
});

test("createDirectoryRegistry sees changes when the system gives no events", async (t) => {
  const folder = await ownFolder(t);
  await using source = open(folder);
  await using registry = open(folder, 10);
  const watch = registry.watch("cartservice");
  await nextWhere(watch, (set) => set.length === 0);
  // A new folder in the place of the old one: nobody gets its events.
  await rm(folder, { recursive: true });
  await using _registration = await source.register(createInstance("cartservice"));
  await nextWhere(watch, (set) => set.length === 1);
});

test("createDirectoryRegistry writes its file again when somebody removes it", async (t) => {
  const folder = await ownFolder(t);
  const [announcer, observer] = [open(folder), open(folder)];
  await using _announcer = announcer;
  await using _observer = observer;
  const registration = await announcer.register(createInstance("cartservice"));
  const file = `${registration.instance.id}.json`;
  await rm(join(folder, file));
  await nextWhere(observer.watch("cartservice"), (set) => set.length === 1);
  await registration[Symbol.asyncDispose]();
  assert.deepEqual(await readdir(folder), []);
});

test("getService rejects when the folder cannot be made", async (t) => {
  const folder = await ownFolder(t);
  await writeFile(join(folder, "file"), "");
  await using registry = open(join(folder, "file"));
  await assert.rejects(registry.getService("cartservice"), /EEXIST|ENOTDIR/);
  await assert.rejects(registry.register(createInstance("cartservice")), /EEXIST|ENOTDIR/);
});

test("watch yields what there is once the folder can be made", async (t) => {
  const folder = await ownFolder(t);
  const parent = join(folder, "parent");
  await writeFile(parent, "");
  await using caller = open(join(parent, "instances"), 10);
  const seen = nextWhere(
    caller.watch("cartservice"),
    (set, trouble) => set.length === 1 && trouble === undefined,
  );
  await nextWhere(caller.watch("cartservice"), (_, trouble) =>
    /EEXIST|ENOTDIR/.test(trouble?.message ?? ""),
  );
  await rm(parent);
  await using source = open(join(parent, "instances"));
  await using registration = await source.register(createInstance("cartservice"));
  assert.deepEqual(await seen, [registration.instance]);
});

function open(folder: string, pollMs = 50) {
  return createDirectoryRegistry({ folder, pollMs });
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "hipstershop-directory-"));
}

async function ownFolder(t: TestContext): Promise<string> {
  const folder = await newFolder();
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
