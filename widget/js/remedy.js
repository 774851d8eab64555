/**
 * The entry: defines <remedy-widget> and the JavaScript API, and loads the rest when it is needed.
 *
 * The build puts hashed names in place of the addresses of the other files, and the style sheet's text in
 * place of its name.
 */
performance.mark("remedy:start");

const STYLE = "remedy.css";
const HOME = new URL(import.meta.url).origin;
const ATTRIBUTES = ["api", "index", "query", "context", "mode", "language", "framework", "platform"];

let loading;
let extended;
let opened;
let sheet;
let failures = 0;

/** Imports a script. That one could not be loaded is remembered by its address, so the next try has another. */
const script = (url) => import(failures ? `${url.href}?${failures}` : url.href);

/** Loads bindings and WebAssembly once for all elements of the page; a failure is tried again next time. */
function load() {
  loading ??= Promise.all([
    script(new URL("./remedy-bindings.js", import.meta.url)),
    fetch(new URL("./remedy.wasm", import.meta.url)),
  ]).then(async ([bindings, module_or_path]) => {
    await bindings.default({ module_or_path });
    return bindings;
  });
  loading.catch(() => {
    loading = undefined;
    failures++;
  });
  return loading;
}

/** Loads the rest of the WebAssembly, which only an index needs; a failure is tried again next time. */
function loadEngine() {
  extended ??= Promise.all([load(), fetch(new URL("./remedy-engine.wasm", import.meta.url))]).then(
    async ([bindings, response]) => {
      await bindings.extend(response);
      return bindings;
    },
  );
  extended.catch(() => {
    extended = undefined;
  });
  return extended;
}

/** An index with the engine that reads it, loaded once for all questions; a failure is tried again next time. */
function open(address) {
  if (opened?.address !== address) {
    const engine = Promise.all([loadEngine(), fetch(address)]).then(async ([bindings, index]) => {
      if (!index.ok) {
        throw Object.assign(new Error(`${address}: ${index.status}`), { status: index.status });
      }
      return new bindings.Engine(new Uint8Array(await index.arrayBuffer()));
    });
    opened = { address, engine };
    engine.catch(() => {
      opened = undefined;
    });
  }
  return opened.engine;
}

/** Answers a question from an index, as `POST /v1/lookup` would. */
async function engine(address, question) {
  const index = await open(address);
  const start = performance.now();
  const answer = index.lookup(question);
  for (const match of answer.matches) {
    match.confidence = shortest(match.confidence);
  }
  // Browsers coarsen their clock, so this can be 0.
  answer.took_us = Math.round((performance.now() - start) * 1000);
  return answer;
}

/** A number of 32 bits with no more digits than tell it from all others of 32 bits: so does a service write it. */
function shortest(number, digits = 1) {
  const short = Number(number.toPrecision(digits));
  return Math.fround(short) === number ? short : shortest(number, digits + 1);
}

/** What the widget is to know, of what `read` gives by the names of the attributes. */
function settings(read) {
  const absolute = (url) => (url ? new URL(url, document.baseURI).href : undefined);
  const index = absolute(read("index"));
  return {
    ...Object.fromEntries(ATTRIBUTES.map((name) => [name, read(name)])),
    // An index needs no service: then there is one only where it is named.
    api: absolute(read("api") || (index ? undefined : HOME))?.replace(/\/+$/, ""),
    index,
    engine,
    inline: read("mode") === "inline",
  };
}

/**
 * Looks a failure up.
 *
 * @param {string} text what you see: a sentence, an error, a log
 * @param {{language?: string, framework?: string, platform?: string, api?: string, index?: string}} [context]
 *   where it was seen, and who answers: the service at `api` (by default the one that this script
 *   comes from), or an exported index at `index`, read in this page without any service
 * @returns {Promise<object>} the answer, as `GET /v1/lookup` gives it
 */
export async function lookup(text, context = {}) {
  const bindings = await load();
  return bindings.lookup(String(text), settings((name) => context[name]));
}

/** Constructed sheets work where a content security policy forbids inline styles. */
function style(root) {
  try {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
    }
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
  }
}

/** The page's text can be read once all of it is there; a script with `async` may come earlier. */
const parsed = () =>
  document.readyState !== "loading" ||
  new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));

class RemedyWidget extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #place;
  #widget;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    style(root);
    this.#place = root.appendChild(document.createElement("div"));
    this.#place.lang = "en";
    // What is typed here must not trigger the page's own keyboard shortcuts.
    for (const type of ["keydown", "keypress", "keyup"]) {
      root.addEventListener(type, (event) => event.stopPropagation());
    }
  }

  async connectedCallback() {
    try {
      const [bindings] = await Promise.all([load(), parsed()]);
      // It may have left the page in the meantime, or left and come back.
      if (this.isConnected) {
        this.#widget ??= new bindings.Widget(this, this.#place, this.#settings());
      }
    } catch (error) {
      console.error("remedy-widget:", error);
      this.#place.replaceChildren(this.#link());
    }
  }

  disconnectedCallback() {
    this.#widget?.destroy();
    this.#widget = undefined;
  }

  attributeChangedCallback() {
    this.#widget?.update(this.#settings());
  }

  /** As the module's `lookup`, with this element's attributes where `context` says nothing. */
  lookup(text, context = {}) {
    return lookup(text, {
      ...Object.fromEntries(ATTRIBUTES.map((name) => [name, this.getAttribute(name)])),
      ...context,
    });
  }

  #settings() {
    return settings((name) => this.getAttribute(name));
  }

  /** What is left when the rest cannot be loaded. */
  #link() {
    const link = document.createElement("a");
    link.href = `${(this.getAttribute("api") || HOME).replace(/\/+$/, "")}/`;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.className = "button";
    link.setAttribute("part", "button");
    link.textContent = "Look an error up with Remedy";
    return link;
  }
}

window.remedy ??= { lookup };
// The script may be on the page twice.
if (!customElements.get("remedy-widget")) {
  customElements.define("remedy-widget", RemedyWidget);
}
