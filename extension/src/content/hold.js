// Stops a submission until it is judged. What is known to be harmless is not touched; what is unknown or held is stopped
// at once, the background is asked, and then it is sent again or the person decides in the dialog.
//
// Two events see submissions: the Navigation API's `navigate` (in the window where the answer will be shown) and `submit`
// in the capture phase, the only chance for an answer in another window. Both listeners are the first on their targets.

const formtraceHold = (() => {
  const { read, of, carried, key, context, effective } = formtraceFacts;
  const FRESH = 5 * 60_000; // how long a judgement holds for the same facts
  const PATIENCE = 6_000; // the background bounds its look-ups; this bounds the background

  /** @typedef {Parameters<typeof formtraceResume.send>[0]} Stopped */

  const askPerson = window.confirm.bind(window);

  /** Judgements by facts. @type {Map<string, { hold: boolean, at: number }>} */
  const known = new Map();
  /** The submission that waits. @type {{ key: string, stopped: Stopped, question: string } | null} */
  let waiting = null;
  /** The last `submit` or `formdata` seen: whose it is when `navigate` does not say. */
  let last = { form: /** @type {HTMLFormElement | null} */ (null), submitter: /** @type {any} */ (null), at: -1e9 };
  /** The entries of the last two `formdata` events. @type {{ form: HTMLFormElement, data: FormData, at: number }[]} */
  let lists = [];
  /** Has the person typed here? */
  let typed = false;

  /**
   * @param {"typing" | "submitting"} type
   * @param {Facts} facts
   * @returns {Promise<Judgement | null>} null when there is no answer
   */
  const ask = async (type, facts) => {
    const id = key(facts);
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
    const judgement = await Promise.race([chrome.runtime.sendMessage({ type, facts }).catch(() => null), late]);
    if (judgement) known.set(id, { hold: judgement.hold, at: performance.now() });
    return judgement ?? null;
  };

  /**
   * A person is filling in this form: have its judgement ready.
   * @param {Facts} facts
   */
  const prepare = (facts) => {
    const id = key(facts);
    if (known.has(id)) return;
    known.set(id, { hold: true, at: 0 }); // asked once; a submission before the answer is stopped
    void ask("typing", facts);
  };

  /** The person has typed: from now on, navigations that carry it are looked at. */
  const begin = () => {
    typed = true;
  };

  /**
   * Stops the event unless its facts are known to be harmless.
   * @param {Event} event
   * @param {Facts} facts
   * @param {Stopped} stopped
   */
  const judge = async (event, facts, stopped) => {
    const id = key(facts);
    const before = known.get(id);
    if (before && !before.hold && performance.now() - before.at < FRESH) {
      chrome.runtime.sendMessage({ type: "sent", facts }).catch(() => {});
      return;
    }
    event.preventDefault();
    if (stopped.early) event.stopImmediatePropagation(); // the page's handlers run when it is sent
    if (waiting?.key === id) return; // a double click: sent once
    const mine = (waiting = { key: id, stopped, question: "" });
    const judgement = await ask("submitting", facts);
    if (waiting !== mine) return;
    if (judgement?.question) {
      mine.question = judgement.question;
    } else {
      waiting = null;
      if (judgement ? !judgement.hold : unchecked(facts.target.url)) formtraceResume.send(stopped);
    }
  };

  /**
   * What could not be judged is not sent without a word: the browser's own box asks.
   * @param {string} url
   */
  const unchecked = (url) =>
    askPerson(`Formtrace could not check this form. It would send what you typed to:\n\n${url}\n\nSend it all the same?`);

  /**
   * A listener that stops the submission, or asks, when it fails itself: a page must not get past it by making it fail.
   * @template {Event} E
   * @param {(event: E) => void} listener
   */
  const guarded = (listener) => (/** @type {E} */ event) => {
    try {
      listener(event);
    } catch {
      if (!chrome.runtime?.id || unchecked(event instanceof NavigateEvent ? event.destination.url.split(/[?#]/)[0] ?? "" : "an address that could not be read")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };

  /**
   * Form and button of a navigation.
   * @param {Element | null} source
   * @param {boolean} posted
   * @returns {{ form: HTMLFormElement | null, submitter: HTMLElement | null }}
   */
  const origin = (source, posted) => {
    if (source instanceof HTMLFormElement) return { form: source, submitter: null };
    const form = source && read(source, "form");
    if (form) return { form, submitter: /** @type {HTMLElement} */ (source) };
    if (last.form && performance.now() - last.at < 1000) return last;
    return { form: posted ? foreign() : null, submitter: null };
  };

  /** A form of a neighbouring document that shows its answer in this frame. @returns {HTMLFormElement | null} */
  const foreign = () => {
    for (const other of [window.parent, window.opener, window.top]) {
      try {
        for (const form of other === window ? [] : read(other.document, "forms")) {
          if (window.name && context(form) === window.name) return form;
        }
      } catch {
        // another origin
      }
    }
    return null;
  };

  /**
   * The entries being sent. Chromium collects them twice, with two `formdata` events: first to send, then for `navigate`
   * (only where the form's own method is POST). A page that adds to them may add something else the second time.
   * @param {HTMLFormElement | null} form
   * @param {FormData | null} shown the navigation's
   */
  const sending = (form, shown) => {
    const own = lists.filter((list) => list.form === form && performance.now() - list.at < 1000);
    return (shown ? own.at(-2) : own.at(-1))?.data ?? shown;
  };

  /** @param {NavigateEvent} event */
  const onNavigate = (event) => {
    const { destination, formData } = event;
    if (!event.cancelable || destination.sameDocument || event.downloadRequest !== null) return;
    if (!/^(push|replace)$/.test(event.navigationType) || !chrome.runtime?.id) return;
    const url = destination.url;
    if (formtraceResume.allows(url)) return;

    const { form, submitter } = origin(event.sourceElement, !!formData);
    last.at = -1e9;
    // Chromium gives formData by the form's own method, also where the button has another one.
    const method = event.sourceElement && form ? effective(form, submitter, "method") : formData ? "post" : "get";
    const data = method === "post" && sending(form, formData);
    const entries = data ? formtracePlatform.entries(data) : null;
    let facts = form && of(form, submitter, url, method);
    if (!facts?.fields.some((field) => field.filled)) {
      // No form, or one that nobody fills in: does it carry what was typed elsewhere on the page?
      if (!typed) return;
      const values = entries ? entries.map(([, value]) => String(value)) : [...new URL(url).searchParams.values()];
      facts = carried(url, method, values);
    }
    if (!facts) return;
    const replace = event.navigationType === "replace";
    void judge(event, facts, { url, method, replace, form, submitter, entries, elsewhere: false, early: false });
  };

  /** @param {SubmitEvent} event */
  const onSubmit = (event) => {
    if (!event.isTrusted || !chrome.runtime?.id) return;
    const form = /** @type {HTMLFormElement} */ (event.composedPath()[0]);
    const submitter = event.submitter;
    last = { form, submitter, at: performance.now() };
    if (formtraceResume.busy()) return rewritten(form, submitter, formtraceFacts.target(form, submitter));
    const facts = of(form, submitter);
    const { method, context: where } = facts.target;
    const here =
      where === "_self" ||
      (where === "_parent" && window.parent === window) ||
      (where === "_top" && window.top === window) ||
      where === window.name;
    if (here || method === "dialog" || !facts.fields.some((field) => field.filled)) return;
    const url = formtraceFacts.target(form, submitter);
    void judge(event, facts, { url, method, replace: false, form, submitter, entries: null, elsewhere: true, early: true });
    if (!event.defaultPrevented) rewritten(form, submitter, url);
  };

  /**
   * A submission that was allowed before the page's own handlers ran goes through them now. If they give it another target,
   * it is judged again.
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   * @param {string} allowed
   */
  const rewritten = (form, submitter, allowed) => {
    const after = (/** @type {Event} */ event) => {
      const url = formtraceFacts.target(form, submitter);
      if (event.defaultPrevented || url === allowed) return;
      const facts = of(form, submitter);
      const { method } = facts.target;
      void judge(event, facts, { url, method, replace: false, form, submitter, entries: null, elsewhere: true, early: false });
    };
    window.addEventListener("submit", after, { once: true });
    setTimeout(() => window.removeEventListener("submit", after)); // it did not come so far
  };

  globalThis.navigation?.addEventListener("navigate", guarded(onNavigate));
  window.addEventListener("submit", guarded(onSubmit), true);
  window.addEventListener(
    "formdata",
    (event) => {
      const form = /** @type {HTMLFormElement} */ (event.composedPath()[0]);
      if (last.form !== form) last = { form, submitter: null, at: 0 };
      last.at = performance.now();
      lists = [...lists.slice(-1), { form, data: event.formData, at: last.at }];
    },
    true,
  );

  chrome.runtime.onMessage.addListener((/** @type {ToContent} */ message, sender) => {
    if (sender.id !== chrome.runtime.id || sender.tab || message.type !== "decided") return;
    if (waiting?.question !== message.id) return;
    const { stopped } = waiting;
    waiting = null;
    if (message.send) formtraceResume.send(stopped);
  });

  return { begin, prepare };
})();
