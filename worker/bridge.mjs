// One instance of the Go program, and the border between it and JavaScript.
//
// A request crosses as one text into Go's memory (method, URL, header fields,
// a line each); Go answers through the imported function "answer". What is known
// in the isolate is answered before ask() returns; only what has to wait becomes
// a promise. Whatever Go waits for has a ticket: a number under which this file
// tells it that a promise was settled or a timer went off. So nothing of Go's
// (js.Func) is left behind with a promise that is never settled.
//
// Each time that Go is entered it runs until all its goroutines wait. That is
// what keeps requests apart: a goroutine continues in the request whose promise
// or timer woke it, and does its own I/O there.
import { connect } from "cloudflare:sockets";
import "./build/wasm_exec.js";
import app from "./build/app.wasm";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// The header fields of a request that Go looks at.
const fields = [
  "if-none-match", // the first, see known() in serve_js.go
  "cf-connecting-ip",
  "origin",
  "sec-fetch-site",
  "sec-fetch-mode",
  "sec-fetch-dest",
];

// Failed says that an instance ended and took requests with it.
export class Failed extends Error {}

export class Instance {
  failed = false;
  #go = new globalThis.Go();
  #exports;
  #asked = new Map(); // by id: requests that Go has not ended
  #values = new Map(); // by ticket: what promises were settled with
  #abort = new Map(); // by ticket: what gives it up
  #timers = new Map(); // by ticket
  #last = 0;
  #inside = false;

  // Starts the program, in a request, as there is no randomness outside.
  // github.com/syumai/workers finds the bindings in globalThis.context while it
  // is initialised.
  constructor(env) {
    const go = this.#go;
    go.env = { GODEBUG: "gcshrinkstackoff=1" };
    go.exit = () => this.#fail();
    // A timer of Go's would be one request's and die with it: none is ever set.
    go.importObject.gojs["runtime.scheduleTimeoutEvent"] = (sp) =>
      go.mem.setInt32((sp >>> 0) + 16, 0, true);
    const instance = new WebAssembly.Instance(app, {
      ...go.importObject,
      formtrace: {
        answer: (...args) => this.#answer(...args),
        done: (id) => this.#done(id),
      },
    });
    this.#exports = instance.exports;
    globalThis.context = { binding: {}, env: { ...env, bridge: this.#bridge() } };
    try {
      go.run(instance).catch((error) => {
        console.error("worker: the Go program failed:", error);
        this.#fail();
      });
    } finally {
      globalThis.context = undefined;
    }
    if (this.failed) {
      throw new Failed("the Go program ended before it was ready");
    }
  }

  // How many bytes of memory Go has taken: it never gives any back.
  get size() {
    return this.#exports.mem.buffer.byteLength;
  }

  // Has Go answer a request: with a Response, or a promise of one, which is
  // rejected with Failed when the instance ends before.
  ask(request, ctx) {
    const id = ++this.#last;
    const asked = { response: undefined, resolve: undefined, reject: undefined, end: undefined };
    this.#asked.set(id, asked);
    this.#enter(() => {
      this.#exports.serve(id, this.#write(request));
      return this.#asked.has(id); // nothing is left to run for what was known
    });
    if (this.failed) {
      throw new Failed("the Go program ended");
    }
    if (this.#asked.has(id)) {
      // It goes on, even when the client does not wait for it.
      ctx.waitUntil(new Promise((resolve) => (asked.end = resolve)));
    }
    if (asked.response !== undefined) {
      return asked.response;
    }
    const { promise, resolve, reject } = Promise.withResolvers();
    asked.resolve = resolve;
    asked.reject = reject;
    request.signal.addEventListener("abort", () => this.#enter(() => this.#exports.abort(id)));
    return promise;
  }

  // Writes a request to Go's memory and returns how long it is.
  #write(request) {
    let text = request.method + "\n" + request.url;
    for (const name of fields) {
      const value = request.headers.get(name);
      if (value !== null) {
        text += "\n" + name + ":" + value;
      }
    }
    // The platform asks for everything compressed; this is what the client takes.
    const encodings = request.cf?.clientAcceptEncoding;
    if (encodings) {
      text += "\naccept-encoding:" + encodings;
    }
    const room = 3 * text.length;
    const at = this.#exports.input(room) >>> 0;
    return encoder.encodeInto(text, new Uint8Array(this.#exports.mem.buffer, at, room)).written;
  }

  #text(at, length) {
    return decoder.decode(new Uint8Array(this.#exports.mem.buffer, at >>> 0, length >>> 0));
  }

  // Takes an answer from Go. Nothing may be thrown through it.
  #answer(id, status, headAt, headLength, bodyAt, bodyLength) {
    const asked = this.#asked.get(id);
    bodyAt >>>= 0;
    const body = bodyLength === 0 ? null : this.#exports.mem.buffer.slice(bodyAt, bodyAt + (bodyLength >>> 0));
    try {
      asked.response = new Response(body, { status, headers: pairs(this.#text(headAt, headLength)) });
    } catch (error) {
      console.error("worker: an answer that is none:", error);
      asked.response = new Response(null, { status: 500 });
    }
    asked.resolve?.(asked.response);
  }

  // Go has ended all that it did for a request.
  #done(id) {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    asked?.end?.();
  }

  // Calls into Go, then lets it run until it waits again, unless the call says that
  // nothing is to run. When it is still inside,
  // it was cut off there (as the platform does when a request takes too much CPU
  // time), and nobody knows what its memory is like.
  #enter(call) {
    if (this.failed) {
      return;
    }
    if (this.#inside) {
      this.#fail();
      return;
    }
    try {
      this.#inside = true;
      if (call() !== false) {
        this.#go._resume();
      }
      this.#inside = false;
    } catch (error) {
      if (!this.failed) {
        console.error("worker: the Go program failed:", error);
      }
      this.#fail();
    }
  }

  // Ends the instance: whoever waits for it is told.
  #fail() {
    if (this.failed) {
      return;
    }
    this.failed = true;
    for (const asked of this.#asked.values()) {
      asked.reject?.(new Failed("the Go program ended"));
      asked.end?.();
    }
    this.#asked.clear();
    this.#values.clear();
  }

  // Tells Go about a ticket. What nobody waits for any more is not kept.
  #settle(ticket, ok, value) {
    this.#timers.delete(ticket);
    this.#abort.delete(ticket);
    if (this.failed) {
      return;
    }
    if (value !== undefined) {
      this.#values.set(ticket, value);
    }
    this.#enter(() => {
      if (this.#exports.settled(ticket, ok ? 1 : 0) === 0) {
        this.#values.delete(ticket);
      }
    });
  }

  #wait(promise, ticket) {
    promise.then(
      (value) => this.#settle(ticket, true, value),
      (error) => this.#settle(ticket, false, error),
    );
  }

  // What Go calls. Nothing here calls back before it returns.
  #bridge() {
    return {
      wait: (promise, ticket) => this.#wait(promise, ticket),

      // What a ticket's promise was settled with.
      take: (ticket) => {
        const value = this.#values.get(ticket);
        this.#values.delete(ticket);
        return value;
      },

      timer: (ticket, ms) => void this.#timers.set(ticket, setTimeout(() => this.#settle(ticket, true), ms)),

      stop: (ticket) => {
        clearTimeout(this.#timers.get(ticket));
        this.#timers.delete(ticket);
      },

      // The head of a response, and what reads its body. ms bounds it; 0 does not.
      fetch: (ticket, method, url, head, body, ms) => {
        const controller = new AbortController();
        const { signal } = controller;
        this.#abort.set(ticket, () => controller.abort());
        const late = () => controller.abort(new DOMException("the time is up", "TimeoutError"));
        // Not AbortSignal.timeout: it goes off also when all is over, which is
        // reported as an exception that nobody caught.
        const timer = ms === 0 ? undefined : setTimeout(late, ms);
        const response = fetched(url, { method, redirect: "manual", headers: pairs(head), body, signal });
        this.#wait(response.finally(() => clearTimeout(timer)), ticket);
      },

      // A socket to an address, with its two ends.
      connect: (ticket, address) => this.#wait(this.#connected(ticket, address), ticket),

      close: (socket) => socket.close(),

      // Gives up what fetch or connect began.
      abort: (ticket) => {
        this.#abort.get(ticket)?.();
        this.#abort.delete(ticket);
      },

      // The next piece of a body or of what came over a socket; null at the end.
      read: (ticket, reader) => this.#wait(reader.read().then(({ done, value }) => (done ? null : value)), ticket),

      cancel: (reader) => void reader.cancel().catch(ignore),

      write: (ticket, writer, bytes) => this.#wait(writer.write(bytes), ticket),

      // What the platform's cache has under a URL, or undefined.
      match: (ticket, url) => this.#wait(matched(url), ticket),

      // Whether the platform's rate limit lets a client through.
      limit: (ticket, limiter, key) => this.#wait(allowed(limiter, key), ticket),

      put: (ticket, url, head, body) => this.#wait(put(url, head, body), ticket),
    };
  }

  async #connected(ticket, address) {
    // Half open, as it is closed by Go in any case: else workerd keeps a socket for
    // ever whose other side did not end first, some 750 bytes of JavaScript's heap.
    const socket = connect(address, { secureTransport: "off", allowHalfOpen: true });
    const close = () => void socket.close().catch(ignore);
    this.#abort.set(ticket, close);
    socket.closed.catch(ignore);
    await socket.opened;
    const reader = socket.readable.getReader();
    const writer = socket.writable.getWriter();
    reader.closed.catch(ignore);
    writer.closed.catch(ignore);
    return { close, reader, writer };
  }
}

function ignore() {}

async function fetched(url, init) {
  const response = await fetch(url, init);
  const reader = response.body?.getReader() ?? null;
  reader?.closed.catch(ignore); // a body that breaks off when nobody reads it
  return { status: response.status, head: lines(response.headers), reader };
}

async function matched(url) {
  const response = await caches.default.match(url);
  return response && { head: lines(response.headers), body: await response.arrayBuffer() };
}

async function allowed(limiter, key) {
  const { success } = await limiter.limit({ key });
  return success;
}

async function put(url, head, body) {
  await caches.default.put(url, new Response(body, { headers: pairs(head) }));
}

function lines(headers) {
  let out = "";
  for (const [name, value] of headers) {
    out += name + ":" + value + "\n";
  }
  return out;
}

// The lines "name:value" of a text as what Headers takes.
function pairs(text) {
  const out = [];
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) {
      out.push([line.slice(0, colon), line.slice(colon + 1)]);
    }
  }
  return out;
}
