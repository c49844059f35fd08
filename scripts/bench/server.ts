import { serveParent } from "./child-process.ts";

// A process with one server under test in it: `server.ts MODULE UPSTREAM_URL`. Its number is the
// CPU time that the process has used, in seconds.

const [moduleUrl = "", upstreamUrl = ""] = process.argv.slice(2);
const { start }: { start: (upstreamUrl: string) => Promise<string> } = await import(moduleUrl);
serveParent(await start(upstreamUrl), () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
});
