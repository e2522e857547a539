import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { PATIENCE_MS } from "../contract/patience-ms.ts";
import { createNamespace, namespaceObstacle } from "../testing/create-namespace.ts";
import { avahiObstacle, startAvahi } from "../testing/start-avahi.ts";

const obstacle = namespaceObstacle() ?? avahiObstacle();
const skip = process.env.REQUIRE_ALL === "1" ? false : (obstacle ?? false);
const mdns = { kind: "mdns", shopName: "test" } as const;

/** Waits until Avahi has started, probed and announced. */
function eventually(t: TestContext, check: () => void): Promise<void> {
  return t.waitFor(check, { interval: 200, timeout: PATIENCE_MS });
}

describe("beside Avahi, on the same port", { concurrency: true, skip }, () => {
  test("avahi-browse lists an instance with its address, port and version", async (t) => {
    await using namespace = await createNamespace();
    const avahi = startAvahi(namespace);
    const instance = { ...createInstance("cartservice"), address: "127.0.0.1:7000" };
    await using _server = namespace.start({ ...mdns, register: instance });
    for (const type of ["_hipstershop._tcp", "_cartservice._sub._hipstershop._tcp"]) {
      await eventually(t, () => {
        const [line] = avahi.browse(type);
        const [, , , id, , , host, address, port, text] = line?.split(";") ?? [];
        assert.deepEqual([id, host, address], [instance.id, `${instance.id}.local`, "127.0.0.1"]);
        assert.equal(port, "7000");
        assert.match(text ?? "", /"version=1\.2\.3".*"service=cartservice".*"shop=test"/);
      });
    }
  });

  test("a registry finds a service that Avahi publishes, and sees it go", async (t) => {
    await using namespace = await createNamespace();
    const avahi = startAvahi(namespace);
    await using caller = namespace.start({ ...mdns, watch: "foreign" });
    let published = avahi.publish("--help");
    const publish = () => {
      if (published.exitCode === null && published.signalCode === null) return;
      published = avahi.publish(
        "--subtype=_foreign._sub._hipstershop._tcp",
        "a foreign one",
        "_hipstershop._tcp",
        "7001",
        "shop=test",
        "service=foreign",
        "version=9",
      );
    };
    await eventually(t, () => {
      // It fails while the daemon is starting.
      publish();
      assert.deepEqual(caller.addresses(), ["127.0.0.1:7001"]);
    });
    const found = caller.reports.findLast((report) => "set" in report)?.set[0];
    assert.equal(found?.id, "a foreign one");
    assert.equal(found?.version, "9");
    published.kill("SIGTERM");
    await eventually(t, () => assert.deepEqual(caller.addresses(), []));
  });
});
