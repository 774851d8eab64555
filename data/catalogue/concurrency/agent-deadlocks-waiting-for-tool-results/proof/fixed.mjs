// Shows that every tool call of a batch ends with a result, although one tool calls another through
// the only slot, the tool server dies, and a third tool never answers. Each fix is also checked alone.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";

// region: every-call-ends
async function runTool({ id, name, input }, tool, ms) {
  const abort = new AbortController();
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => {
      abort.abort();
      reject(new Error(`Tool '${name}' exceeded its timeout of ${ms}ms.`));
    }, ms);
  });
  try {
    const content = await Promise.race([tool(input, abort.signal), deadline]);
    return { type: "tool_result", tool_use_id: id, content };
  } catch (error) {
    // A failure is a result, too. The model reads it and goes on.
    return { type: "tool_result", tool_use_id: id, is_error: true, content: error.message };
  } finally {
    clearTimeout(timer);
  }
}
// endregion

// region: one-slot-per-call-chain
import { AsyncLocalStorage } from "node:async_hooks";

function createSlots(free) {
  const queue = [];
  const chain = new AsyncLocalStorage();
  return async function call(name, work) {
    const callers = chain.getStore() ?? [];
    if (callers.includes(name)) {
      throw new Error(`tool call cycle: ${[...callers, name].join(" -> ")}`);
    }
    const run = () => chain.run([...callers, name], work);
    if (callers.length > 0) return run(); // our caller waits for us: its slot is ours
    if (free > 0) free--;
    else await new Promise((next) => queue.push(next));
    try {
      return await run();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free++;
    }
  };
}
// endregion

// region: fail-pending-on-close
import { createInterface } from "node:readline";

function connect(child) {
  const pending = new Map();
  let lastId = 0;
  let closed;
  const close = (why) => {
    closed ??= new Error(why);
    for (const { reject } of pending.values()) reject(closed);
    pending.clear();
  };
  child.on("error", (error) => close(`tool server failed: ${error.message}`));
  child.on("close", (code, signal) => close(`tool server exited with ${signal ?? `code ${code}`}`));
  child.stdin.on("error", () => {}); // a broken pipe: "close" follows
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, result, error } = JSON.parse(line);
    const call = pending.get(id);
    pending.delete(id);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  });
  return function request(method, params) {
    if (closed) return Promise.reject(closed);
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      child.stdin.write(JSON.stringify({ jsonrpc: "2.0", id, method, params }) + "\n");
    });
  };
}
// endregion

// region: close-dangling-calls
function closeDanglingCalls(messages) {
  const blocks = ({ content }) => (typeof content === "string" ? [{ type: "text", text: content }] : content);
  const repaired = [];
  for (let i = 0; i < messages.length; i++) {
    repaired.push(messages[i]);
    if (messages[i].role !== "assistant") continue;
    const asked = blocks(messages[i]).filter((block) => block.type === "tool_use");
    if (asked.length === 0) continue;
    const next = messages[i + 1]?.role === "user" ? messages[++i] : { role: "user", content: [] };
    const answered = new Set(blocks(next).map((block) => block.tool_use_id));
    const missing = asked.filter(({ id }) => !answered.has(id)).map(({ id }) => ({
      type: "tool_result", tool_use_id: id, is_error: true,
      content: "Interrupted. It is not known whether this call took effect.",
    }));
    repaired.push({ ...next, content: [...missing, ...blocks(next)] });
  }
  return repaired;
}
// endregion

const withSlot = createSlots(1);
const request = connect(spawn(process.execPath, ["-e", "process.stdin.once('data', () => process.exit(1))"]));
let aborted = false;
const tools = {
  search_flights: async () => "LH1 07:10",
  plan_trip: async () => `fly with ${await withSlot("search_flights", tools.search_flights)}`,
  read_calendar: () => request("read_calendar"),
  get_weather: (input, signal) => {
    signal.addEventListener("abort", () => (aborted = true));
    return new Promise(() => {}); // a callback that never fires
  },
};

// The same batch as in broken.mjs, and a tool that never answers.
const results = await Promise.all([
  runTool({ id: "t1", name: "plan_trip" }, () => withSlot("plan_trip", tools.plan_trip), 4000),
  runTool({ id: "t2", name: "read_calendar" }, tools.read_calendar, 4000),
  runTool({ id: "t3", name: "get_weather" }, tools.get_weather, 100),
]);
assert.deepEqual(results, [
  { type: "tool_result", tool_use_id: "t1", content: "fly with LH1 07:10" },
  { type: "tool_result", tool_use_id: "t2", is_error: true, content: "tool server exited with code 1" },
  { type: "tool_result", tool_use_id: "t3", is_error: true, content: "Tool 'get_weather' exceeded its timeout of 100ms." },
]);
assert.ok(aborted, "the tool was not told to stop");

// A later call to the dead server fails at once, and the slot is free again.
await assert.rejects(request("read_calendar"), /tool server exited/);
assert.equal(await withSlot("search_flights", tools.search_flights), "LH1 07:10");

// Tools that call each other in a circle get an error that names the circle.
let calls = 0;
const a = () => withSlot("a", b);
const b = () => (++calls > 10 ? "never ends" : withSlot("b", a));
await assert.rejects(a, { message: "tool call cycle: a -> b -> a" });

// Independent calls still share the one slot, one after the other.
let running = 0;
const alone = async () => {
  assert.equal(++running, 1);
  await new Promise(setImmediate);
  running--;
};
await Promise.all([withSlot("x", alone), withSlot("y", alone), withSlot("x", alone)]);

// A history saved while the agent hung: each tool_use gets a result in the next message.
const toolUse = (id) => ({ type: "tool_use", id, name: "plan_trip", input: {} });
const [, repaired, done, last] = closeDanglingCalls([
  { role: "assistant", content: [toolUse("t1"), toolUse("t2")] },
  { role: "user", content: [{ type: "tool_result", tool_use_id: "t2", content: "free" }, { type: "text", text: "hello?" }] },
  { role: "assistant", content: [toolUse("t3")] },
]);
assert.deepEqual(repaired.content.map((block) => block.tool_use_id ?? block.text), ["t1", "t2", "hello?"]);
assert.equal(done.content[0].id, "t3");
assert.deepEqual([last.role, last.content[0].tool_use_id, last.content[0].is_error], ["user", "t3", true]);

console.log("every tool call ended with a result: nested call, dead tool server, silent tool, circle, saved history");
