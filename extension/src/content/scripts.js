// Stands between the page's scripts and what they send with: fetch, XMLHttpRequest, sendBeacon, WebSocket, EventSource,
// window.open, form.submit() and the addresses of images, scripts and frames. It runs in the page's own world, first.
//
// Each builtin is replaced by a Proxy, whose handler has no trap until a person has typed: up to then the browser calls
// the builtin as if nothing stood before it. From then on what is sent is shown to content/sent.js, in the isolated
// world, which knows what was typed and compares. The two talk by events on a node that is in no document and that
// the page has no way to reach. All that comes back is one bit (wait, or let it go), and later "go" or "no".
//
// The page is hostile: everything is taken from it before it runs, and nothing is looked up on its prototypes later.

(() => {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor: described } = Reflect;
  const { addEventListener, dispatchEvent } = EventTarget.prototype;
  const { stringify } = JSON;
  const { setTimeout } = window;
  const { assign } = Object;
  const { Error, Event, CustomEvent, FocusEvent, Promise, Proxy, Request, FormData, URL, URLSearchParams, structuredClone } = /** @type {any} */ (window);
  const { isView } = ArrayBuffer;
  const { replace, startsWith, toLowerCase, slice } = String.prototype;
  /** Never sent anywhere: the browser itself refuses them, as it does where the network fails. */
  const NOWHERE = "blob:formtrace";
  const NO_SOCKET = "wss://255.255.255.255/";
  /** The page's own origin behind the scheme, where that is encrypted. */
  const OWN = location.protocol === "https:" ? `://${location.host}/` : " ";
  const MAX = 1 << 22; // of a body, in characters: what is behind it cannot be seen

  /** @type {EventTarget | null} */
  let line = null;
  // Whichever of the two comes second finds the other: content/start.js gives it, and again when it is asked.
  document.addEventListener("formtrace", (event) => {
    line = /** @type {FocusEvent} */ (event).relatedTarget;
    event.preventDefault();
    hear("ready", begin);
    hear("typed", () => {
      for (let i = 0; i < later.length; i++) later[i]();
      setTimeout(begin, 3_000); // where the browser keeps it out
    });
  }, { once: true });

  /** @param {string} type @param {() => void} listener */
  const hear = (type, listener) => apply(addEventListener, line, [type, listener, { __proto__: null, once: true }]);

  /** A map that works whatever the page does to prototypes. @returns {WeakMap<any, any>} */
  const map = () => {
    const made = new WeakMap();
    const { get, set, delete: drop } = made;
    return assign(made, { get, set, delete: drop });
  };

  /** @template T @param {() => T} make @returns {T | undefined} */
  const attempt = (make) => {
    try {
      return make();
    } catch {
      return undefined;
    }
  };

  /** The getter of a property, for brands and values that the page cannot change. @param {any} proto @param {string} name @returns {(self: any) => any} */
  const getter = (proto, name) => {
    const get = described(proto, name)?.get;
    return (self) => get && attempt(() => apply(get, self, []));
  };

  const originals = map(); // proxy → builtin
  const bodies = map(); // Blob, Request → text
  const opened = map(); // XMLHttpRequest → { method, url, wait }
  const lines = map(); // WebSocket → what waits to be sent, in order
  /** @type {(() => void)[]} */
  const later = [];

  /**
   * Puts a Proxy in the place of a builtin.
   * @param {any} owner
   * @param {string} name
   * @param {"value" | "set"} key
   * @param {ProxyHandler<any>} traps set when a person types
   * @param {boolean} [now] set at once
   */
  const wrap = (owner, name, key, traps, now) => {
    const descriptor = owner && described(owner, name);
    const builtin = descriptor?.[key];
    if (!builtin || !descriptor.configurable) return;
    const handler = /** @type {any} */ ({ __proto__: null, ...(now && traps) });
    if (!now) later.push(() => void assign(handler, traps));
    const proxy = (descriptor[key] = new Proxy(builtin, handler));
    originals.set(proxy, builtin);
    defineProperty(owner, name, descriptor);
    const proto = described(builtin, "prototype")?.value;
    if (proto && key === "value") defineProperty(proto, "constructor", { ...described(proto, "constructor"), value: proxy });
  };

  /** Takes our own lines out of an error's stack. @param {any} error */
  const unseen = (error) => {
    attempt(() => {
      const { stack } = error;
      if (typeof stack === "string") error.stack = apply(replace, stack, [/[^\n]*-extension:[^\n]*content\/scripts\.js[^\n]*\n?/g, ""]);
    });
    return error;
  };

  /** @param {Function} builtin @param {any} self @param {any[]} args */
  const call = (builtin, self, args) => {
    try {
      return apply(builtin, self, args);
    } catch (error) {
      throw unseen(error);
    }
  };

  /** Who calls, as the browser writes it. What the page has set to change that is put aside for the moment. */
  const stack = () => {
    const name = "prepareStackTrace";
    const before = described(Error, name);
    try {
      if (before) defineProperty(Error, name, /** @type {any} */ ({ __proto__: null, value: undefined, configurable: true, writable: true, enumerable: true }));
      return `${new Error().stack}`;
    } catch {
      return "";
    } finally {
      if (before) defineProperty(Error, name, before);
    }
  };

  let count = 0;
  let ready = false;
  /** What was sent, or refused, between the first letter and the moment when the other side was there. @type {(() => void)[]} */
  const waiting = [];

  /** The other side is there, or will not come. */
  const begin = () => {
    ready = true;
    for (let i = 0; i < waiting.length; i++) waiting[i]();
    waiting.length = 0;
  };

  const base = getter(Node.prototype, "baseURI");
  const href = getter(URL.prototype, "href");
  /** Encrypted to the page's own origin, or to no network: what cannot wait may go there before the other side is here. @param {any} url */
  const near = (url) => {
    const whole = attempt(() => href(construct(URL, [url, base(document)]))) ?? "";
    const within = (/** @type {string} */ start) => apply(startsWith, whole, [start]);
    return within("https" + OWN) || within("wss" + OWN) || !(within("http") || within("ws"));
  };

  /**
   * Shows a request to the other side. 0: it may go; otherwise the number under which it waits, or is refused.
   * @param {string} way
   * @param {string} method
   * @param {any} url
   * @param {string} body
   * @param {boolean} waits it can wait for an answer
   */
  const show = (way, method, url, body, waits) => {
    const id = ++count;
    const detail = stringify({ __proto__: null, id, way, method, url, body, waits, stack: stack() });
    const ask = () => apply(dispatchEvent, line, [new CustomEvent("ask", { __proto__: null, cancelable: true, detail })]);
    if (ready || (!waits && near(url))) return ask() ? 0 : id;
    waiting[waiting.length] = () => ask() && apply(dispatchEvent, line, [new Event("go" + id)]);
    return id;
  };

  /** @param {number} id @param {() => void} go @param {() => void} no */
  const answered = (id, go, no) => {
    hear("go" + id, go);
    hear("no" + id, no);
  };

  /** It is not wanted any more. @param {number} id */
  const drop = (id) => apply(dispatchEvent, line, [new CustomEvent("drop", { __proto__: null, detail: id + "" })]);

  // ---- what is sent, as text ------------------------------------------------------------------------------------------

  const { decode } = TextDecoder.prototype;
  const decoder = new TextDecoder();
  const { forEach } = FormData.prototype;
  const { toString: written } = URLSearchParams.prototype;
  const params = { forEach: URLSearchParams.prototype.forEach };
  const { append } = FormData.prototype;
  const { append: appendParam } = URLSearchParams.prototype;
  const length = getter(ArrayBuffer.prototype, "byteLength");
  const asked = { url: getter(Request.prototype, "url"), method: getter(Request.prototype, "method"), signal: getter(Request.prototype, "signal") };

  /**
   * The text of a body; of a file's content, a stream or a document "": that cannot be seen.
   * @param {any} body
   * @returns {string}
   */
  const text = (body) => {
    if (typeof body === "string") return body.length > MAX ? apply(slice, body, [0, MAX]) : body;
    if (body === undefined || body === null) return "";
    const known = bodies.get(body);
    if (known !== undefined) return known;
    return attempt(() => apply(decode, decoder, [body])) ?? attempt(() => apply(written, body, [])) ?? attempt(() => {
      let all = "";
      apply(forEach, body, [(/** @type {any} */ value, /** @type {string} */ name) => (all += name + "\n" + text(value) + "\n")]);
      return all;
    }) ?? attempt(() => `${body}`) ?? "";
  };

  /** The body as it is now: the page may change it while it waits. @param {any} body */
  const copy = (body) => {
    if (body === null || typeof body !== "object" || bodies.get(body) !== undefined) return body;
    if (isView(body) || length(body) !== undefined) return attempt(() => structuredClone(body)) ?? body;
    return attempt(() => {
      const made = new URLSearchParams();
      apply(params.forEach, body, [(/** @type {any} */ value, /** @type {any} */ name) => apply(appendParam, made, [name, value])]);
      return made;
    }) ?? attempt(() => {
      const made = new FormData();
      apply(forEach, body, [(/** @type {any} */ value, /** @type {any} */ name) => apply(append, made, [name, value])]);
      return made;
    }) ?? body;
  };

  /** An address as text, once: an object of the page may write another one each time. @param {any} url */
  const address = (url) => (typeof url === "string" ? url : href(url) ?? `${url}`);

  /** The body of a request, from the arguments of fetch or Request. @param {any[]} args @returns {string} */
  const carries = (args) => {
    const body = attempt(() => args[1]?.body);
    return body === undefined || body === null ? bodies.get(args[0]) ?? "" : text(body);
  };

  const made = {
    /** Notes what goes into a Blob or a File. @type {ProxyHandler<any>} */
    blob: {
      construct(builtin, args, target) {
        const blob = call(construct, undefined, [builtin, args, target]);
        let all = "";
        attempt(() => {
          for (let i = 0; i < args[0].length && all.length < MAX; i++) all += text(args[0][i]);
        });
        bodies.set(blob, all);
        return blob;
      },
    },
    /** @type {ProxyHandler<any>} */
    request: {
      construct(builtin, args, target) {
        const body = carries(args);
        const request = call(construct, undefined, [builtin, args, target]);
        bodies.set(request, body);
        return request;
      },
    },
    /** @type {ProxyHandler<any>} */
    clone: {
      apply(builtin, self, args) {
        const request = call(builtin, self, args);
        bodies.set(request, bodies.get(self) ?? "");
        return request;
      },
    },
  };
  for (const name of ["Blob", "File"]) wrap(window, name, "value", made.blob);
  wrap(window, "Request", "value", made.request);
  wrap(Request.prototype, "clone", "value", made.clone);

  // ---- what waits for an answer ---------------------------------------------------------------------------------------

  const { then } = Promise.prototype;
  /** The same promise, whose error does not show us. @param {Promise<any>} promise */
  const shown = (promise) =>
    new Promise((/** @type {any} */ resolve, /** @type {any} */ reject) => apply(then, promise, [resolve, (/** @type {any} */ error) => reject(unseen(error))]));
  const keepalive = getter(Request.prototype, "keepalive");
  const owns = (/** @type {string} */ name) => (described(window, name) ? window : Window.prototype);

  wrap(owns("fetch"), "fetch", "value", {
    apply(builtin, self, args) {
      const own = asked.url(args[0]);
      const url = own ?? attempt(() => address(args[0]));
      const method = attempt(() => `${args[1]?.method ?? asked.method(args[0]) ?? "get"}`);
      if (url === undefined || method === undefined || !args.length) return shown(apply(builtin, self, args));
      if (own === undefined) args[0] = url;
      const brief = attempt(() => args[1]?.keepalive) || keepalive(args[0]); // it may outlive its page: it cannot wait
      const id = show("fetch", method, url, carries(args), !brief);
      if (!id) return shown(apply(builtin, self, args));
      const request = attempt(() => construct(Request, args)); // as it is now, signal included
      if (!request || brief) return shown(apply(builtin, self, request ? [NOWHERE] : args));
      return new Promise((/** @type {(answer: any) => void} */ resolve) => {
        const end = (/** @type {any} */ what) => resolve(shown(apply(builtin, self, [what])));
        answered(id, () => end(request), () => end(NOWHERE));
        apply(addEventListener, asked.signal(request), ["abort", () => (drop(id), end(request))]); // fails by itself, and sends nothing
      });
    },
  });

  const xhr = window.XMLHttpRequest.prototype;
  const { open, send } = xhr;
  wrap(xhr, "open", "value", {
    apply(builtin, self, args) {
      if (args.length > 1) args[1] = address(args[1]);
      const answer = call(builtin, self, args);
      const { held } = opened.get(self) ?? { held: 0 };
      if (held) drop(held);
      opened.set(self, { method: args[0], url: args[1], wait: args.length < 3 || !!args[2], held: 0 });
      return answer;
    },
  }, true); // also before: what is opened then may be sent later
  /** Ends a request as a failing network does. @param {any} self @param {any} its @param {any} body */
  const fail = (self, its, body) => {
    apply(open, self, ["post", NOWHERE, its.wait]);
    return call(send, self, body === undefined || body === null ? [] : ["-"]);
  };
  wrap(xhr, "send", "value", {
    apply(builtin, self, args) {
      const its = opened.get(self);
      const id = its && !its.held && show("xhr", `${its.method}`, its.url, text(args[0]), its.wait);
      if (!id) return call(builtin, self, args);
      const body = copy(args[0]);
      if (!its.wait) return fail(self, its, body);
      its.held = id;
      const mine = () => its.held === id && !(its.held = 0);
      answered(id, () => mine() && apply(builtin, self, [body]), () => mine() && fail(self, its, body));
      return undefined;
    },
  });
  wrap(xhr, "abort", "value", {
    apply(builtin, self, args) {
      const its = opened.get(self);
      if (its?.held) {
        drop(its.held);
        its.held = 0;
        fail(self, its, "-");
      }
      return call(builtin, self, args);
    },
  });

  wrap(Navigator.prototype, "sendBeacon", "value", {
    apply(builtin, self, args) {
      if (args.length) args[0] = address(args[0]);
      const id = show("beacon", "post", args[0], text(args[1]), true);
      if (!id) return call(builtin, self, args);
      const kept = [args[0], copy(args[1])];
      answered(id, () => apply(builtin, self, kept), () => {});
      return true; // a beacon is only ever promised
    },
  });

  // A popup is opened after the answer, as its click allows; until then it is as if the browser had blocked it.
  wrap(owns("open"), "open", "value", {
    apply(builtin, self, args) {
      if (!args.length || !args[0]) return call(builtin, self, args);
      args[0] = address(args[0]);
      const id = show("window", "get", args[0], "", true);
      if (!id) return call(builtin, self, args);
      answered(id, () => apply(builtin, self, args), () => {});
      return null;
    },
  });

  // A form's answer in another window: no navigation is seen in this one. The other side sends it again itself.
  wrap(HTMLFormElement.prototype, "submit", "value", {
    apply(builtin, self, args) {
      const go = () => {
        const event = attempt(() => new FocusEvent("form", { __proto__: null, cancelable: true, relatedTarget: self }));
        return !event || apply(dispatchEvent, line, [event]) ? call(builtin, self, args) : undefined;
      };
      if (ready) return go();
      waiting[waiting.length] = go;
      return undefined;
    },
  });

  const name = getter(Element.prototype, "localName");
  const typed = /** @type {any} */ (window).TrustedScriptURL?.prototype.toString;
  /** An element loads an address by itself. (Trusted Types: a page may insist on an object of that kind.) @param {Function} builtin @param {any} self @param {any[]} args @param {number} at which of them the address is */
  const loads = (builtin, self, args, at) => {
    const trusted = typed && attempt(() => apply(typed, args[at], [])); // has to stay what it is
    const url = trusted ?? attempt(() => `${args[at]}`);
    if (url === undefined) return call(builtin, self, args);
    if (trusted === undefined) args[at] = url;
    const id = show(name(self) === "img" ? "image" : name(self), "get", url, "", true);
    if (!id) return call(builtin, self, args);
    answered(id, () => apply(builtin, self, args), () => apply(dispatchEvent, self, [new Event("error")]));
    return undefined;
  };
  for (const [type, attribute] of [["Image", "src"], ["Image", "srcset"], ["Script", "src"], ["IFrame", "src"]]) {
    const proto = /** @type {any} */ (window)[`HTML${type}Element`].prototype;
    wrap(proto, /** @type {string} */ (attribute), "set", { apply: (builtin, self, args) => loads(builtin, self, args, 0) });
  }
  wrap(Element.prototype, "setAttribute", "value", {
    apply(builtin, self, args) {
      const attribute = args.length > 1 && typeof args[0] === "string" && apply(toLowerCase, args[0], []);
      const of = (attribute === "src" || attribute === "srcset") && name(self);
      return of === "img" || of === "script" || of === "iframe" ? loads(builtin, self, args, 1) : call(builtin, self, args);
    },
  });

  // ---- what cannot wait -----------------------------------------------------------------------------------------------

  /** @param {string} way @param {string} instead @returns {ProxyHandler<any>} */
  const connects = (way, instead) => ({
    construct(builtin, args, target) {
      if (args.length) args[0] = address(args[0]);
      const id = show(way, "get", args[0], "", false);
      return call(construct, undefined, [builtin, id ? [instead] : args, target]);
    },
  });
  const at = window.WebSocket && getter(window.WebSocket.prototype, "url");
  if (at) {
    const { close } = window.WebSocket.prototype;
    wrap(window, "WebSocket", "value", connects("websocket", NO_SOCKET));
    wrap(window.WebSocket.prototype, "send", "value", {
      apply(builtin, self, args) {
        const url = at(self);
        const id = url ? show("websocket", "post", url, text(args[0]), true) : 0;
        const waiting = lines.get(self) ?? [];
        if (!id && !waiting.length) return call(builtin, self, args);
        const one = { body: copy(args[0]), ready: !id };
        waiting[waiting.length] = one;
        lines.set(self, waiting);
        const go = () => {
          one.ready = true;
          let sent = 0;
          while (sent < waiting.length && waiting[sent].ready) attempt(() => apply(builtin, self, [waiting[sent++].body]));
          for (let i = 0; i + sent < waiting.length; i++) waiting[i] = waiting[i + sent];
          waiting.length -= sent;
        };
        if (id) answered(id, go, () => ((waiting.length = 0), attempt(() => apply(close, self, []))));
        return undefined;
      },
    });
  }
  wrap(window, "EventSource", "value", connects("eventsource", NOWHERE));

  // ---- as before ------------------------------------------------------------------------------------------------------

  wrap(Function.prototype, "toString", "value", { apply: (builtin, self, args) => call(builtin, originals.get(self) ?? self, args) }, true);

  document.dispatchEvent(new Event("formtrace-hello"));
})();
