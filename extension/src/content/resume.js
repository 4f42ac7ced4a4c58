// Sends a stopped submission again, exactly as it would have gone: formtraceResume.send(stopped). Same submitter, same
// body, same target; the page's own handlers, which have run already, do not run again.

const formtraceResume = formtraceStart.part(() => {
  const { blind } = formtraceStart;
  const { read, call, effective } = formtraceFacts;

  /**
   * A submission that was stopped.
   * @typedef {object} Stopped
   * @property {string} url
   * @property {string} method
   * @property {string} enctype
   * @property {string} charset the form's accept-charset
   * @property {string} key of its facts
   * @property {boolean} replace the history entry was to be replaced
   * @property {HTMLFormElement | null} form
   * @property {HTMLElement | null} submitter
   * @property {[string, FormDataEntryValue][] | null} entries what was to be sent, where known
   * @property {boolean} elsewhere the answer goes to another window: no navigation is seen in this one
   * @property {boolean} early stopped before the page's own handlers ran
   */

  /** The submission being sent again, while its events fire. @type {Stopped | null} */
  let now = null;
  /** The navigation that was allowed, and is expected. @type {{ url: string, form: HTMLFormElement | null, early: boolean } | null} */
  let expected = null;

  /**
   * Keeps `submit` and `formdata` from the page's handlers while a submission is sent again, and puts back the recorded
   * entries. Called on the window, in the capture phase, by a listener that was registered before the page has scripts.
   * @param {Event} event
   * @returns {boolean} it was kept from them
   */
  const silence = (event) => {
    const data = event.type === "formdata";
    // Chromium collects the entries once more for `navigate`. Without entries to put back, the page's handlers make them again.
    if (now ? now.early || (data && !now.entries) : !data || !expected || expected.early) return false;
    event.stopImmediatePropagation();
    if (data && now?.entries) {
      const { formData } = /** @type {FormDataEvent} */ (event);
      for (const [name] of formtracePlatform.entries(formData)) formData.delete(name);
      for (const [name, value] of now.entries) formData.append(name, /** @type {any} */ (value));
    }
    return true;
  };

  /**
   * Sets an attribute for the time of one call.
   * @param {Element} element
   * @param {string} name
   * @param {string} value
   */
  const lend = (element, name, value) => {
    const before = call(element, "getAttribute", name);
    call(element, "setAttribute", name, value);
    return () => (before === null ? call(element, "removeAttribute", name) : call(element, "setAttribute", name, before));
  };

  /**
   * @param {Stopped} stopped
   * @param {HTMLFormElement} form
   */
  const resubmit = (stopped, form) => {
    const root = call(form, "getRootNode"); // events of a form in a shadow tree do not come to the window
    const button = stopped.submitter && read(stopped.submitter, "form") === form ? stopped.submitter : null;
    const undo = [];
    now = stopped;
    try {
      if (!stopped.early) {
        if (root !== document) formtraceHold.watch(root);
        undo.push(lend(form, "novalidate", "")); // it was valid when it was stopped
      }
      if (effective(form, button, "action") !== stopped.url) {
        const own = button?.hasAttribute("formaction");
        undo.push(lend(own && button ? button : form, own ? "formaction" : "action", stopped.url));
      }
      if (button || stopped.early) call(form, "requestSubmit", button);
      else call(form, "submit");
    } finally {
      now = null;
      undo.forEach((put) => put());
    }
  };

  /**
   * Lets one navigation pass: of this form, or of none.
   * @param {Stopped} stopped
   * @param {HTMLFormElement | null} form
   */
  const expect = ({ url, early, elsewhere }, form) => {
    expected = { url, form, early: early || elsewhere };
    setTimeout(() => (expected = null), 2000);
  };

  /** @param {Stopped} stopped */
  const send = (stopped) => {
    const rebuild = globalThis.formtraceRebuild;
    const { form, url } = stopped;
    if (form && (stopped.elsewhere || stopped.method !== "get") && read(form, "isConnected")) {
      const seen = blind || !stopped.elsewhere;
      const go = () => {
        if (seen) expect(stopped, form);
        resubmit(stopped, form);
      };
      // The browser would block a new window.
      if (seen || formtracePlatform.opens()) go();
      else globalThis.formtraceOverlay?.say("Opens a window: ", go);
    } else if (stopped.method === "get") {
      expect(stopped, null);
      if (stopped.replace) location.replace(url);
      else formtracePlatform.go(url); // the query is in the URL already
    } else if (stopped.entries && rebuild) {
      rebuild(stopped, expect);
    } else {
      globalThis.formtraceOverlay?.say("Not sent: the page took this form away.");
    }
  };

  /**
   * Is this the navigation that was allowed? True once.
   * @param {string} url
   * @param {HTMLFormElement | null} form that it is known to come from
   */
  const allows = (url, form) => {
    if (expected?.url !== url || (form && form !== expected.form)) return false;
    expected = null;
    return true;
  };

  return { send, allows, silence, now: () => now };
});
