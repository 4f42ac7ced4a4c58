// Stops a submission until it is judged. What is known to be harmless is not touched; what is unknown or held is stopped
// at once, the background is asked, and then it is sent again or the person decides in the dialog.
//
// Two events see submissions: the Navigation API's `navigate` (in the window where the answer will be shown) and `submit`
// in the capture phase, the only chance for an answer in another window and in a document that navigates without events
// (one without an origin, or without an address of its own). Both listeners are the first on their targets.
// (`submit` does not leave a shadow tree: watch(root) listens in one as soon as a person types there.)

const formtraceHold = formtraceStart.part(() => {
  const { lives, blind, on, hear } = formtraceStart;
  const { read, call, make, during, of, sending, carried, loose, key, context, effective } = formtraceFacts;
  const FRESH = 5 * 60_000; // how long a judgement holds for the same facts
  const PATIENCE = 6_000; // the background bounds its look-ups; this bounds the background
  const AGAIN = 1_000; // a second click within it is a double click; after it, the question is put again

  /** @typedef {Parameters<typeof formtraceResume.send>[0]} Stopped */

  const clock = () => performance.now();
  const askPerson = window.confirm.bind(window);

  /** Judgements by facts. @type {Map<string, { hold: boolean, remember?: boolean, quiet?: boolean, at: number }>} */
  const known = new Map();
  /** The submission that waits. @type {{ key: string, at: number, stopped: Stopped, question: string } | null} */
  let waiting = null;
  /** The last `submit` or `formdata` seen: whose it is when `navigate` does not say. */
  let last = { form: /** @type {HTMLFormElement | null} */ (null), submitter: /** @type {any} */ (null), at: -1e9 };
  /** The entries of the last two `formdata` events. @type {{ form: HTMLFormElement, event: FormDataEvent, at: number }[]} */
  let lists = [];
  /** What is looked at again after the page's handlers. @type {WeakMap<Event, { form: HTMLFormElement, submitter: HTMLElement | null, allowed: string }>} */
  const looks = new WeakMap();

  /**
   * @param {"typing" | "submitting"} type
   * @param {Facts} facts
   * @returns {Promise<Judgement | null>} null when there is no answer
   */
  const ask = async (type, facts) => {
    const id = key(facts);
    const send = () => post({ type, facts });
    /** @type {Promise<Judgement | null>} */
    const answer = send().catch(send).catch(() => null); // the browser may have stopped the background meanwhile
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
    const judgement = await Promise.race([answer, late]);
    if (judgement && !judgement.once) known.set(id, { ...judgement, at: clock() });
    // The network lets nothing of the same address go any more.
    if (judgement?.hold) known.forEach(({ quiet }, other) => quiet && known.delete(other));
    // A question that comes too late is taken back: the browser's own box has asked by then.
    if (!judgement) void answer.then(dismiss);
    return judgement ?? null;
  };

  /** @param {ContentMessage} message */
  const post = (message) => chrome.runtime.sendMessage(message);

  /** @param {ContentMessage} message */
  const tell = (message) => lives() && post(message).catch(() => {});

  /** Takes back a question that nobody waits for any more. @param {{ question?: string } | null} asked */
  const dismiss = (asked) => void (asked?.question && tell({ type: "dismiss", id: asked.question }));

  /**
   * A person is filling in this form: have its judgement ready, and compiled what will hear its submission.
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  const prepare = (form, submitter) => {
    const facts = of(form, submitter, (here(form, submitter) ? copied : loose)(form, submitter));
    if (facts.target.method === "dialog" || !isFilled(facts)) return;
    const id = key(facts);
    if (here(form, submitter)) formtraceSame.note(form, submitter, id);
    const at = clock();
    if (at - (known.get(id)?.at ?? -FRESH) > FRESH / 2) {
      known.set(id, { hold: true, at }); // a submission before the answer is stopped
      void ask("typing", facts);
    }
    rehearse();
  };

  /**
   * The browser compiles a function when it is first called, which takes longer than what most of these do. So they are
   * called while the person types, for a form of ours that is in no document and has nothing to send.
   */
  const rehearse = () => {
    const before = { last, lists };
    const form = make("form");
    form.method = "post";
    const formData = new FormData();
    formData.append("", "");
    const event = /** @type {any} */ ({
      isTrusted: true, target: form, formData, sourceElement: form, navigationType: "push", destination: { url: "about:blank" }, stopImmediatePropagation() {},
    });
    const facts = of(form);
    const id = key(facts);
    known.set(id, { hold: false, at: clock() });
    onSubmit(event);
    onFormData(event);
    onNavigate(event);
    void judge(event, facts, elsewhere(form, null, facts, false));
    known.delete(id);
    for (const listener of [submits, look, leave]) listener(/** @type {any} */ ({}));
    ({ last, lists } = before);
  };

  /** @param {{ hold: boolean, at: number }} judged */
  const isClear = ({ hold, at }) => !hold && clock() - at < FRESH;

  /**
   * Stops the event unless its facts are known to be harmless.
   * @param {Event} event
   * @param {Facts} facts
   * @param {Omit<Stopped, "key" | "enctype" | "charset">} submission
   */
  const judge = async (event, facts, submission) => {
    const id = key(facts);
    const before = known.get(id);
    const at = clock();
    if (before && isClear(before)) {
      if (before.remember) void tell({ type: "sent", facts });
      return;
    }
    if (!lives()) return;
    const { form } = submission;
    const stopped = { ...submission, key: id, enctype: facts.target.enctype, charset: form && read(form, "acceptCharset") };
    event.preventDefault();
    // The page's handlers run when it is sent.
    if (stopped.early || event.type === "navigate") event.stopImmediatePropagation();
    if (waiting?.key === id && at - waiting.at < AGAIN) return; // a double click: sent once
    const mine = (waiting = { key: id, at, stopped, question: "" });
    const judgement = await ask("submitting", facts);
    if (waiting !== mine) return dismiss(judgement);
    if (judgement?.question) {
      mine.question = judgement.question;
    } else {
      waiting = null;
      if (judgement ? !judgement.hold : unchecked(facts.target.url)) formtraceResume.send(stopped);
    }
  };

  /**
   * What could not be judged is not sent without a word: the browser's own box asks. Where the browser shows none (in a
   * frame that may not open boxes) and says no at once, the page says why nothing happens.
   * @param {string} url
   */
  const unchecked = (url) => {
    const begin = clock();
    const send = askPerson(`Formtrace could not check this form. Send what you typed to ${url}?`);
    if (!send && clock() - begin < 50) globalThis.formtraceOverlay?.say(`Not sent, as it could not be checked: ${url}`);
    return send;
  };

  /**
   * A listener that stops the submission, or asks, when it fails itself: a page must not get past it by making it fail.
   * @template {Event} E
   * @param {(event: E) => void} listener
   */
  const guarded = (listener) => (/** @type {E} */ event) => {
    try {
      during(() => listener(event));
    } catch {
      if (!lives() || unchecked(/** @type {any} */ (event).destination?.url.split(/[?#]/)[0] ?? "an unknown address")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };

  /**
   * Form and button of a navigation.
   * @param {Element | null} element
   * @param {boolean} posted
   * @returns {{ form: HTMLFormElement | null, submitter: HTMLElement | null }}
   */
  const source = (element, posted) => {
    if (element instanceof HTMLFormElement) return { form: element, submitter: null };
    const form = element && read(element, "form");
    if (form) return { form, submitter: /** @type {HTMLElement} */ (element) };
    if (!posted) return { form: null, submitter: null }; // a link, or a script that sets the address
    if (last.form && clock() - last.at < 1000) return last;
    return { form: foreign(), submitter: null };
  };

  /** A form of a neighbouring document that shows its answer in this frame. @returns {HTMLFormElement | null} */
  const foreign = () => {
    for (const other of [parent, opener, top]) {
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
  const collected = (form, shown) => {
    const own = lists.filter((list) => list.form === form && clock() - list.at < 1000);
    return (shown ? own.at(-2) : own.at(-1))?.event.formData ?? shown;
  };

  /** @param {NavigateEvent} event */
  const onNavigate = (event) => {
    const { destination, formData } = event;
    if (!/^(p|rep)/.test(event.navigationType)) return;
    const url = destination.url;
    const { form, submitter } = source(event.sourceElement, !!formData);
    if (formtraceResume.allows(url, event.sourceElement && form)) return;
    last.at = -1e9;
    // Chromium gives formData by the form's own method, also where the button has another one.
    const method = event.sourceElement && form ? effective(form, submitter, "method") : formData ? "post" : "get";
    const data = method === "post" && collected(form, formData);
    const entries = data ? formtracePlatform.entries(data) : null;
    const before = known.get(formtraceSame.key(form, submitter, url, entries));
    if (before && isClear(before) && !before.remember) return;
    const also = carried(sending(form, entries, url));
    if (!form && !also.length) return;
    const facts = of(form, submitter, also, url, method);
    if (!isFilled(facts)) return;
    const replace = event.navigationType === "replace";
    void judge(event, facts, { url, method, replace, form, submitter, entries, elsewhere: false, early: false });
  };

  /**
   * Is this left to `navigate`, or sent nowhere?
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  const here = (form, submitter) => {
    const where = context(form, submitter);
    return effective(form, submitter, "method") === "dialog" || (!blind && (
      where === "_self" ||
      (/^_(parent|top)$/.test(where) && top === window) ||
      where === window.name
    ));
  };

  /**
   * Fields whose values stand in the form, wherever they are themselves.
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  const copied = (form, submitter) => carried(sending(form, null, effective(form, submitter, "action")));

  /** @param {SubmitEvent} event */
  const onSubmit = (event) => {
    if (formtraceResume.silence(event) || !event.isTrusted) return;
    const form = /** @type {HTMLFormElement} */ (event.target);
    const submitter = event.submitter;
    last = { form, submitter, at: clock() };
    const resumed = formtraceResume.now();
    if (resumed) return afterHandlers(event, form, submitter, resumed.key);
    if (here(form, submitter)) return event.defaultPrevented || afterHandlers(event, form, submitter, "");
    const facts = of(form, submitter, loose(form));
    if (isFilled(facts)) void judge(event, facts, elsewhere(form, submitter, facts, true));
    if (!event.defaultPrevented) afterHandlers(event, form, submitter, key(facts));
  };

  /** @param {Facts} facts */
  const isFilled = (facts) => facts.fields.some((field) => field.filled);

  /**
   * A submission whose answer goes to another window.
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   * @param {Facts} facts
   * @param {boolean} early
   */
  const elsewhere = (form, submitter, { target: { method } }, early) => ({
    url: effective(form, submitter, "action"), method, replace: false, form, submitter, entries: null, elsewhere: true, early,
  });

  /**
   * A submission that was allowed before the page's own handlers ran goes through them now. If they give it another target
   * or another window or more to carry, it is judged again: on the form, as they may stop it there, and above.
   * @param {Event} event
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   * @param {string} allowed key of the facts
   */
  const afterHandlers = (event, form, submitter, allowed) => {
    looks.set(event, { form, submitter, allowed });
    const tree = call(form, "getRootNode");
    for (const node of [form, tree instanceof ShadowRoot ? tree : window]) {
      call(node, "removeEventListener", "submit", look);
      call(node, "addEventListener", "submit", look); // the last that is there now
    }
  };

  const look = guarded((/** @type {Event} */ event) => {
    const looked = looks.get(event);
    if (!looked || event.defaultPrevented) return;
    const { form, submitter, allowed } = looked;
    if (here(form, submitter)) return;
    const facts = of(form, submitter, [...new Set([...loose(form), ...copied(form, submitter)])]);
    if (key(facts) !== allowed && isFilled(facts)) void judge(event, facts, elsewhere(form, submitter, facts, false));
  });

  /** @param {FormDataEvent} event */
  const onFormData = (event) => {
    if (formtraceResume.silence(event) || !event.isTrusted) return;
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (last.form !== form) last = { form, submitter: null, at: 0 };
    last.at = clock();
    lists = [...lists.slice(-1), { form, event, at: last.at }];
  };

  const submits = guarded(onSubmit);
  hear("submit", submits);
  hear("formdata", onFormData);
  hear("navigate", guarded(onNavigate));

  /**
   * Sees the submissions of a shadow tree.
   * @param {ShadowRoot} root
   */
  const watch = (root) => {
    for (const type of ["submit", "formdata"]) root.addEventListener(type, on, true);
  };

  chrome.runtime.onMessage.addListener((/** @type {Exclude<ToContent, { type: "mark" }>} */ message, sender, answer) => {
    if (sender.id !== chrome.runtime.id || sender.tab || waiting?.question !== message.id) return;
    if (message.type === "waits") answer(true);
    if (message.type !== "decided") return;
    const { stopped } = waiting;
    waiting = null;
    if (message.send) formtraceResume.send(message.encrypted ? { ...stopped, key: "", url: stopped.url.replace(/^http:/, "https:") } : stopped);
  });

  // The network layer lets quiet forms go only while their document lives; one that comes back is judged again.
  const leave = (/** @type {Event} */ event) => {
    if (!event.type) return;
    if (waiting) dismiss(waiting);
    waiting = null;
    let quiet = false;
    for (const judged of known.values()) quiet ||= judged.quiet !== false;
    known.clear();
    if (quiet) void tell({ type: "left" });
  };
  hear("pagehide", leave);

  return { prepare, watch, unchecked, here, judge, elsewhere, busy: () => waiting !== null };
});
