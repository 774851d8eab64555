// Shows an agent that waits for tool results that can never come.
//
// Two calls of one batch hang for good. plan_trip holds the only tool slot and waits for
// search_flights, which waits for that slot. read_calendar waits for a tool server that has exited.
// No timer and no socket is left, so Node can see that nothing will ever answer, and exits with 13.
// In a server something always keeps the process alive: there it just hangs.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const log = (line) => console.log(line);

// One slot, because "tools must not run in parallel".
let free = 1;
const queue = [];
async function withSlot(name, work) {
  if (free === 0) {
    log(`[agent] ${name} queued, 0 of 1 slots free`);
    await new Promise((next) => queue.push(next));
  } else {
    free--;
  }
  log(`[agent] ${name} started`);
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else free++;
  }
}

// A tool server on stdio. It dies when the request arrives.
const child = spawn(process.execPath, ["-e", "process.stdin.once('data', () => process.exit(1))"]);
const pending = new Map();
createInterface({ input: child.stdout }).on("line", (line) => {
  const message = JSON.parse(line);
  pending.get(message.id)?.(message.result);
});
child.on("exit", (code) => log(`[tool server] exited with code ${code}`)); // logged, and that is all
function request(id, method) {
  log(`[agent] ${method} sent to the tool server as request ${id}`);
  return new Promise((resolve) => {
    pending.set(id, resolve);
    child.stdin.write(JSON.stringify({ jsonrpc: "2.0", id, method }) + "\n");
  });
}

const tools = {
  search_flights: async () => "LH1 07:10",
  plan_trip: async () => `fly with ${await withSlot("search_flights", tools.search_flights)}`,
  read_calendar: () => request(7, "read_calendar"),
};

const waiting = new Set(["plan_trip", "read_calendar"]);
process.on("exit", () => {
  if (waiting.size === 0) return;
  console.error(`[agent] still waiting for tool results: ${[...waiting].join(", ")}`);
  console.error(`Error: agent deadlocked: ${waiting.size} of 2 tool calls never returned a result`);
});

log("[model] tool_use plan_trip, tool_use read_calendar");
const results = await Promise.all([
  withSlot("plan_trip", tools.plan_trip).finally(() => waiting.delete("plan_trip")),
  tools.read_calendar().finally(() => waiting.delete("read_calendar")),
]);
log(`[agent] sending ${results.length} tool results to the model`);
