// The same page, agent and model API as in broken.mjs, over real HTTP. Stop now reaches the model and the
// tool's process, whether the user stops in the middle of the answer or in the middle of the tool. A run
// that may outlive its page is ended by an explicit stop request. A turn that nobody stops still completes.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

// region: abort-when-the-client-leaves
function signalOf(response) {
  const abort = new AbortController();
  // Not request.on("close"): that comes as soon as the body has been read.
  response.on("close", () => {
    if (!response.writableFinished) abort.abort(new Error("client disconnected"));
  });
  return abort.signal;
}
// endregion

// region: pass-the-signal-to-everything
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const tools = {
  // The signal ends the process, too. Whatever can't be taken back checks it once more, right before.
  crawl: (signal) => promisify(execFile)(process.execPath, ["-e", CRAWLER], { signal }),
  send_mail: async (signal) => {
    signal.throwIfAborted();
    mails++;
  },
};

async function runTurn({ signal, write, save }) {
  let text = "";
  try {
    for (let step = 1; ; step++) {
      const body = JSON.stringify({ step });
      const answer = await fetch(modelUrl, { method: "POST", body, signal });
      text = "";
      for await (const chunk of answer.body) {
        text += Buffer.from(chunk);
        write(chunk);
      }
      const tool = /TOOL (\w+)/.exec(text)?.[1];
      if (!tool) return save({ text });
      await tools[tool](signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    save({ text, interrupted: signal.reason.message }); // the next turn has to know
  }
}
// endregion

// region: stop-endpoint
const runs = new Map(); // in several processes: a flag in the database or a message to all of them

function startRun(id, user) {
  const abort = new AbortController();
  runs.set(id, { user, abort });
  return abort.signal; // `finally { runs.delete(id) }` when the run ends
}

function stopRun(id, user) {
  const run = runs.get(id);
  if (run?.user !== user) return 404; // also for other people's runs
  run.abort.abort(new Error("stopped by the user"));
  return 202;
}
// endregion

// ---- the model API, the tool's process, and the page
setTimeout(() => assert.fail("something is still running, four seconds after Stop"), 4000).unref();
const later = () => {
  let resolve;
  const promise = new Promise((r) => (resolve = r));
  return [promise, resolve];
};
const CRAWLER = "fetch(process.env.PROBE).catch(() => {})"; // it gets no answer, so it runs until it is ended
let mails = 0;
let plan; // which tool the model asks for in step 1, and when its fourth token is due
let usage;
const model = createServer(async (request, response) => {
  const { step } = JSON.parse(Buffer.concat(await request.toArray()));
  let hungUp = false;
  const closed = once(response, "close").then(() => (hungUp = !response.writableFinished));
  usage.calls++;
  for (let n = 1; n <= 100 && !hungUp; n++) {
    response.write(`token${n} `);
    usage.tokens++;
    // A second after Stop is plenty of time to cancel.
    if (step === 1 && n === 3 && plan.stop) await Promise.race([closed, plan.stop.then(() => delay(1000, null, { ref: false }))]);
  }
  if (!hungUp) response.end(step === 1 && plan.tool ? `TOOL ${plan.tool}` : "");
});

const [crawlerStarted, crawlerUp] = later();
let crawlerGone;
const probe = createServer((request) => {
  crawlerGone = once(request.socket, "close"); // the process holds this connection until it dies
  crawlerUp();
});

let saved, signal, closed;
const agent = createServer(async (request, response) => {
  const [, action, id] = request.url.split("/");
  const user = request.headers.authorization;
  if (action === "stop") return response.writeHead(stopRun(id, user)).end();
  signal = action === "background" ? startRun(id, user) : signalOf(response);
  closed = once(response, "close");
  request.resume();
  try {
    await runTurn({ signal, write: (chunk) => response.write(chunk), save: (entry) => saved(entry) });
  } finally {
    runs.delete(id);
  }
  response.end();
});

const servers = [model, probe, agent];
const [modelUrl, probeUrl, agentUrl] = await Promise.all(servers.map(async (server) => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${server.address().port}`;
}));
process.env.PROBE = probeUrl;

async function turn(path, { tool, leaveAt, stop }) {
  usage = { tokens: 0, calls: 0 };
  plan = { tool, stop };
  const entry = new Promise((resolve) => (saved = resolve));
  const page = new AbortController();
  const left = (async () => {
    const headers = { authorization: "ann" };
    const answer = await fetch(agentUrl + path, { method: "POST", body: "hi", headers, signal: page.signal });
    let seen = "";
    for await (const chunk of answer.body) {
      seen += Buffer.from(chunk);
      if (!leaveAt || !seen.includes(leaveAt)) continue;
      if (tool === "crawl") await crawlerStarted;
      page.abort();
    }
    return seen;
  })();
  return { left, entry };
}
// Stop in the middle of the answer: no more tokens, no tool, no second call.
let [stopped, pressStop] = later();
let { left, entry } = await turn("/chat", { tool: "send_mail", leaveAt: "token3", stop: stopped });
await assert.rejects(left, { name: "AbortError" });
pressStop();
let { text, interrupted } = await entry;
assert.equal(interrupted, "client disconnected");
assert.match(text, /token3 $/);
assert.deepEqual([usage.tokens, usage.calls, mails], [3, 1, 0]);

// Stop in the middle of a tool: its process is ended, and the model is not called again.
({ left, entry } = await turn("/chat", { tool: "crawl", leaveAt: "TOOL" }));
await assert.rejects(left, { name: "AbortError" });
assert.equal((await entry).interrupted, "client disconnected");
await crawlerGone;
assert.deepEqual([usage.tokens, usage.calls], [100, 1]);

// A background run: leaving the page does not end it, a stop by its owner does.
[stopped, pressStop] = later();
({ left, entry } = await turn("/background/run-1", { tool: "send_mail", leaveAt: "token3", stop: stopped }));
await assert.rejects(left, { name: "AbortError" });
const stop = async (authorization) => (await fetch(`${agentUrl}/stop/run-1`, { method: "POST", headers: { authorization } })).status;
assert.equal(await stop("bob"), 404);
assert.equal(usage.tokens, 3); // the model's connection is still open
assert.ok(runs.has("run-1"));
assert.equal(await stop("ann"), 202);
pressStop();
assert.equal((await entry).interrupted, "stopped by the user");
assert.deepEqual([usage.tokens, usage.calls, mails], [3, 1, 0]);
assert.equal(runs.size, 0);

// Nobody stops: the turn completes with its tool and its second call.
({ left, entry } = await turn("/chat", { tool: "send_mail" }));
assert.match(await left, /token100 TOOL send_mailtoken1 .* token100 $/);
assert.equal((await entry).interrupted, undefined);
assert.deepEqual([usage.tokens, usage.calls, mails], [200, 2, 1]);
await closed;
assert.equal(signal.aborted, false);

// Stop arrives after the answer and before the mail.
await assert.rejects(tools.send_mail(AbortSignal.abort()), { name: "AbortError" });
assert.equal(mails, 1);

for (const server of servers) server.close().closeAllConnections();
console.log("after Stop: 0 more tokens, 0 tool runs, 0 model calls, the tool's process is gone; turns that nobody stops complete");
