// What the page's scripts send, compared with what was typed. It comes into a document when a person goes to a field
// there, and is shown each request by content/scripts.js. A request that carries something typed is judged like a form:
// its facts go to the background, values never. One that can wait waits for the answer; one that cannot goes if it was
// judged before or stays with the page's own encrypted origin, and is refused otherwise.

(() => {
  if (globalThis.formtraceTyped) return;
  const { line, lives, hear } = formtraceStart;
  const { during, of, key, plain, touched, call, read } = formtraceFacts;
  const FRESH = 5 * 60_000; // how long a judgement holds for the same facts
  const CONSENT = 30_000; // how long a person's yes waits for a request that could not wait for it
  const PATIENCE = 6_000; // as for forms
  const VALUES = 24; // of one field, the last ones
  const NEEDLES = 400;
  const clock = () => performance.now();

  // ---- what was typed, and when ---------------------------------------------------------------------------------------

  /** The values that a field had, newest last, and the time of the last. @type {Map<HTMLInputElement, { values: string[], at: number }>} */
  const typed = new Map();
  /** Made when first looked for. @type {Map<string, ReturnType<typeof formtraceNeedles.of>>} */
  const needles = new Map();

  /** A trusted input event came to this element. @param {Element} element */
  const note = (element) => {
    const field = /** @type {HTMLInputElement} */ (element);
    if (!touched.has(field) || /^(radio|checkbox|file|range|color|select.*)$/.test(field.type)) return;
    const { values } = typed.get(field) ?? { values: [] };
    typed.set(field, { values: [...values.filter((value) => value !== field.value), field.value].slice(-VALUES), at: clock() });
  };

  /** @param {string} value */
  const needle = (value) => {
    let made = needles.get(value);
    if (made === undefined) {
      if (needles.size >= NEEDLES) needles.clear();
      needles.set(value, (made = formtraceNeedles.of(value)));
    }
    return made;
  };

  /** Is something that was typed in this text? @param {ReturnType<typeof formtraceNeedles.hay>} hay @param {Iterable<HTMLInputElement>} [fields] */
  const among = (hay, fields = typed.keys()) =>
    [...fields].filter((field) => {
      const values = new Set([...(typed.get(field)?.values ?? []), field.value]);
      return [...values].some((value) => {
        const sought = needle(value);
        return sought && formtraceNeedles.found(sought, hay);
      });
    });

  /** When the person last asked for something, by form; of all, by document. @type {WeakMap<object, number>} */
  const asked = new WeakMap();
  /** What the person pressed or sent since that was last looked at. @type {{ type: string, at: EventTarget | null, time: number }[]} */
  let acts = [];

  /** Most clicks are followed by no request, so that here is only noted what is needed to look at one. @param {Event} event */
  const act = (event) => {
    const { type, target } = event;
    if (type === "keydown" && /** @type {KeyboardEvent} */ (event).key !== "Enter") return;
    acts = [...acts.slice(-99), { type, at: /** @type {any} */ (target)?.shadowRoot ? event.composedPath()[0] : target, time: clock() }];
  };
  for (const type of ["submit", "click", "keydown"]) hear(type, act);

  const heed = () => {
    for (const { type, at, time } of acts.splice(0)) {
      if (!(at instanceof Element)) continue;
      const enter = type === "keydown" && at.localName === "input";
      const button = type === "click" && call(at, "closest", "button,a,summary,label,[role=button],[onclick],[tabindex],input[type=submit],input[type=button],input[type=image]");
      if (type !== "submit" && !enter && (!button || button.localName === "label")) continue;
      const form = at instanceof HTMLFormElement ? at : read(enter ? at : button, "form");
      asked.set(document, time);
      if (form) asked.set(form, time);
    }
  };

  /** Is the person still typing: has nothing been asked for since? @param {HTMLInputElement} field */
  const early = (field) => (typed.get(field)?.at ?? -1) > (asked.get(read(field, "form") ?? document) ?? -1);

  // ---- a request ------------------------------------------------------------------------------------------------------

  /** The script that sends: the first in the stack that is not ours. @param {string} stack */
  const script = (stack) => {
    for (const [, url] of stack.matchAll(/((?:https?|file):[^\s()]+?)(?::\d+)+(?=[\s)]|$)/g)) return plain(url);
    return plain(location.href);
  };

  /** An address without what was typed, in whatever form: in its host's labels and in its path. @param {string} shown */
  const redact = (shown) => {
    if (!URL.canParse(shown)) return shown;
    const url = new URL(shown);
    const tells = (/** @type {string} */ part) => among(formtraceNeedles.hay(part)).length > 0;
    const host = url.host.split(".").map((label) => (tells(label) ? "x" : label)).join(".");
    const path = url.pathname.replaceAll("%E2%80%A6", "…").split("/").map((part) => (tells(part) ? "…" : part)).join("/");
    return `${url.protocol}//${tells(host) ? "x" : host}${tells(path) ? "/…" : path}`;
  };

  /**
   * @param {RequestShown} request
   * @param {URL} url
   * @param {HTMLInputElement[]} fields that are in it
   * @param {boolean} inURL
   * @returns {Facts}
   */
  const describe = ({ way, stack }, url, fields, inURL) => {
    url.protocol = url.protocol.replace("ws", "http"); // of the same kind: encrypted, or not
    const facts = of(null, null, fields, url.href, inURL ? "get" : "post");
    const { target } = facts;
    target.url = redact(target.url);
    target.queryNames = target.queryNames.map((name) => (among(formtraceNeedles.hay(name)).length ? "…" : name));
    facts.fields = facts.fields.map((field) => ({ ...field, filled: true }));
    heed();
    facts.script = { url: redact(script(stack)), way, early: fields.some(early) };
    return facts;
  };

  /** Judgements by facts. @type {Map<string, { hold: boolean, remember?: boolean, until: number }>} */
  const known = new Map();
  /** Facts whose question is open or waits its turn. @type {Set<string>} */
  const open = new Set();
  /** When the person said no, by facts. @type {Map<string, number>} */
  const refused = new Map();
  /** The question that is open. @type {{ question: string, id: number, answer: (send: boolean) => void } | null} */
  let waiting = null;
  /** Requests that the page does not want any more. @type {Set<number>} */
  const dropped = new Set();
  let turn = Promise.resolve();

  /** @param {"typing" | "submitting"} type @param {Facts} facts @returns {Promise<Judgement | null>} */
  const ask = (type, facts) => {
    const send = () => chrome.runtime.sendMessage({ type, facts });
    return Promise.race([send().catch(send).catch(() => null), new Promise((resolve) => setTimeout(resolve, PATIENCE, null))]);
  };

  /** @param {number} id @param {boolean} send */
  const answer = (id, send) => void line.dispatchEvent(new CustomEvent((send ? "go" : "no") + id));

  /** Asks the person, one question at a time, and after the form's own. @param {number} id @param {Facts} facts */
  const question = async (id, facts) => {
    const before = turn;
    let gone = 0;
    /** @type {() => void} */
    let done = () => {};
    turn = new Promise((resolve) => (done = resolve));
    await before;
    try {
      while (formtraceHold.busy()) await new Promise((resolve) => setTimeout(resolve, 200));
      if (dropped.has(id) || !lives()) return false;
      const judgement = await ask("submitting", facts);
      if (!judgement?.question) return judgement ? !judgement.hold : formtraceHold.unchecked(facts.target.url);
      const { question } = judgement;
      return await new Promise((/** @type {(send: boolean) => void} */ resolve) => {
        waiting = { question, id, answer: resolve };
        gone = setInterval(() => lives() || resolve(false), 1_000); // after an update nobody answers
      });
    } finally {
      clearInterval(gone);
      waiting = null;
      done();
    }
  };

  /**
   * @param {number} id
   * @param {Facts} facts
   * @param {string} name of its facts
   */
  const judge = async (id, facts, name) => {
    const judgement = await ask("typing", facts);
    if (judgement && !judgement.once) known.set(name, { ...judgement, until: clock() + FRESH });
    if (judgement ? !judgement.hold : local(facts)) return true;
    if (judgement?.refuse || open.has(name)) return false;
    // One that the person has refused is asked about again when the person asks for something again.
    heed();
    if ((refused.get(name) ?? -1) > (asked.get(document) ?? -1)) return false;
    open.add(name);
    const send = await question(id, facts).finally(() => open.delete(name));
    if (!send) refused.set(name, clock());
    return send;
  };

  /** What is decided without asking anybody: encrypted, and to the page's own origin. @param {Facts} facts */
  const local = ({ target }) => /^https:/.test(location.origin) && target.url.startsWith(location.origin + "/");

  /** @param {CustomEvent<string>} event */
  const onAsk = (event) => {
    if (!lives()) return;
    /** @type {RequestShown} */
    const request = JSON.parse(event.detail);
    const { id, url: written, body, waits } = request;
    if (!typed.size || !URL.canParse(written, document.baseURI)) return;
    const url = new URL(written, document.baseURI);
    if (!/^(https?|wss?):$/.test(url.protocol)) return;
    const inURL = among(formtraceNeedles.hay(url.href));
    const fields = new Set([...inURL, ...(body ? among(formtraceNeedles.hay(body)) : [])]);
    if (!fields.size) return;
    const facts = describe(request, url, [...fields], inURL.length > 0);
    const name = key(facts);
    const before = known.get(name);
    if (before && !before.hold && clock() < before.until) return;
    if (waits) {
      event.preventDefault();
      void judge(id, facts, name).then((send) => answer(id, send), () => answer(id, false));
    } else {
      if (globalThis.formtraceReporting || (!before && local(facts))) return void ask("typing", facts);
      event.preventDefault();
      void judge(id, facts, name).then((send) => send && known.set(name, { hold: false, until: clock() + CONSENT }));
    }
  };

  line.addEventListener("ask", (event) => {
    try {
      during(() => onAsk(/** @type {CustomEvent<string>} */ (event)));
    } catch {
      // What cannot be compared is not sent without a word: to the page it is as if the network had failed.
      event.preventDefault();
      const { id } = JSON.parse(/** @type {CustomEvent<string>} */ (event).detail);
      setTimeout(() => answer(id, false));
    }
  });

  line.addEventListener("drop", (event) => {
    const id = Number(/** @type {CustomEvent<string>} */ (event).detail);
    dropped.add(id);
    if (waiting?.id !== id || !lives()) return;
    void chrome.runtime.sendMessage({ type: "dismiss", id: waiting.question }).catch(() => {});
  });

  // A script submits a form, without a `submit` event. Where its answer comes here `navigate` follows.
  line.addEventListener("form", (event) => {
    const form = /** @type {FocusEvent} */ (event).relatedTarget;
    if (!(form instanceof HTMLFormElement) || !lives()) return;
    during(() => {
      if (formtraceHold.here(form, null)) return;
      const facts = of(form, null, formtraceFacts.loose(form));
      if (facts.fields.some(({ filled }) => filled)) void formtraceHold.judge(event, facts, formtraceHold.elsewhere(form, null, facts, false));
    });
  });

  chrome.runtime.onMessage.addListener((/** @type {ToContent} */ message, sender) => {
    if (sender.id !== chrome.runtime.id || sender.tab || message.type !== "decided") return;
    if (waiting?.question === message.id) waiting.answer(message.send);
  });

  const leave = () => {
    if (waiting && lives()) void chrome.runtime.sendMessage({ type: "dismiss", id: waiting.question }).catch(() => {});
    known.clear();
  };
  hear("pagehide", leave);

  // Once, as a first call takes long.
  act(new Event("click"));
  leave();
  for (const field of touched) note(field);
  line.dispatchEvent(new Event("ready"));
  globalThis.formtraceTyped = note; // and not the script's result, which Firefox could not hand over
})();
