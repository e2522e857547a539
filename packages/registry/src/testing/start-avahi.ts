import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Namespace } from "./create-namespace.ts";

const BUS = (socket: string) => `<!DOCTYPE busconfig PUBLIC
  "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/> <allow own="*"/> <allow send_destination="*"/> <allow eavesdrop="true"/>
  </policy>
</busconfig>
`;

const AVAHI = `[server]
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
[publish]
publish-workstation=no
`;

/** Why Avahi cannot run here, if so. */
export function avahiObstacle(): string | undefined {
  try {
    for (const program of ["avahi-daemon", "avahi-browse", "avahi-publish", "dbus-daemon"]) {
      execFileSync(program, ["--version"], { stdio: "ignore" });
    }
    return undefined;
  } catch {
    return "Avahi is not here (avahi-daemon, avahi-utils and dbus)";
  }
}

/** Starts Avahi in a namespace, with a D-Bus of its own. */
export function startAvahi(namespace: Namespace) {
  const { folder, run, spawn } = namespace;
  const socket = join(folder, "bus");
  const bus = `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${socket}`;
  writeFileSync(join(folder, "bus.conf"), BUS(socket));
  writeFileSync(join(folder, "avahi.conf"), AVAHI);
  spawn("dbus-daemon", "--nofork", "--nopidfile", `--config-file=${join(folder, "bus.conf")}`);
  // The whole machine has one file for its pid: here it gets another.
  const script = `mkdir -p /run/avahi-daemon && mount -t tmpfs tmpfs /run/avahi-daemon &&
    until [ -S ${socket} ]; do sleep 0.05; done &&
    exec avahi-daemon -f ${join(folder, "avahi.conf")} --no-drop-root --no-chroot --no-rlimits`;
  spawn("env", bus, "sh", "-c", script);

  return {
    /** Returns what avahi-browse finds of a type: a line for each instance, resolved. */
    browse: (type: string) =>
      run("env", bus, "avahi-browse", "-rpt", type)
        .split("\n")
        .filter((line) => line.startsWith("=")),
    /** Publishes a service as avahi-publish does. */
    publish: (...args: string[]) => spawn("env", bus, "avahi-publish", "-s", ...args),
  };
}
