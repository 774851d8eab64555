// The user presses Stop after three tokens. The browser's request ends. The agent's does not: the model
// writes the other 97 tokens, the tool runs, and the model is called again. All three are real HTTP on
// 127.0.0.1; only the model's tokens are made up.
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

let stopped = false;
let userStopped;
const stop = new Promise((resolve) => (userStopped = resolve));
const after = { tokens: 0, tools: 0, calls: 0 };

// The model API. It stops when its caller hangs up, as the real ones do.
const model = createServer(async (request, response) => {
  const { step } = JSON.parse(Buffer.concat(await request.toArray()));
  let hungUp = false;
  const closed = once(response, "close").then(() => (hungUp = true));
  if (stopped) after.calls++;
  for (let n = 1; n <= 100 && !hungUp; n++) {
    response.write(`token${n} `);
    if (stopped) after.tokens++;
    // The fourth token takes a second. That is plenty of time to cancel.
    if (step === 1 && n === 3) await Promise.race([closed, stop.then(() => delay(1000, null, { ref: false }))]);
  }
  if (hungUp) return console.log("[model] caller hung up, generation stopped");
  response.end(step === 1 ? "TOOL send_mail" : "");
  console.log(`[model] step ${step}: 100 tokens generated and billed`);
});

// The agent's back end. The signal of the user's request goes nowhere.
const agent = createServer(async (request, response) => {
  response.on("close", () => console.log('[agent] "POST /chat" 499, the client closed the connection'));
  for (let step = 1; ; step++) {
    const answer = await fetch(modelUrl, { method: "POST", body: JSON.stringify({ step }) });
    let text = "";
    for await (const chunk of answer.body) {
      text += Buffer.from(chunk);
      response.write(chunk);
    }
    const tool = /TOOL (\w+)/.exec(text)?.[1];
    if (!tool) break;
    console.log(`[agent] running tool ${tool}: mail sent to 212 customers`);
    if (stopped) after.tools++;
  }
  response.end();
  finished();
});
let finished;
const end = new Promise((resolve) => (finished = resolve));

const listen = async (server) => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${server.address().port}/`;
};
const modelUrl = await listen(model);
const agentUrl = await listen(agent);

// The page.
const page = new AbortController();
try {
  const answer = await fetch(agentUrl, { method: "POST", signal: page.signal });
  let seen = "";
  for await (const chunk of answer.body) {
    seen += Buffer.from(chunk);
    if (!seen.includes("token3")) continue;
    console.log("[page] the user presses Stop after 3 tokens");
    stopped = true;
    page.abort();
  }
} catch (error) {
  console.log(`[page] ${error.name}: ${error.message}`);
}
userStopped();
await end;
for (const server of [model, agent]) server.close().closeAllConnections();
console.error(`[billing] after the user pressed Stop: ${after.tokens} tokens, ${after.calls} model call, ${after.tools} tool run`);
console.error("Error: client disconnected but the agent kept running until the end");
process.exitCode = 1;
