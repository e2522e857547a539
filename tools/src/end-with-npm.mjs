// npm passes SIGTERM to the shell of its script, which ends and passes it on to nobody. So a program
// that npm has started looks whether its parent is still there, and else takes the signal itself.
const { ppid, env } = process;
if (env.npm_lifecycle_event) {
  const look = () => process.ppid !== ppid && process.kill(process.pid, "SIGTERM");
  setInterval(look, 1_000).unref();
}
