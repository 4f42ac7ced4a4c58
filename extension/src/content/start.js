// Listens from the first moment on, before the page has a script, and makes the other content scripts when the first event
// comes that concerns them: formtraceStart.part(make). A page in which nobody types and nothing is sent has these
// listeners and no more of Formtrace. (The browser reads on where its thread is free again at once; where it is not it
// first paints what it has, and the load event comes a frame later. How much later e2e/bench measures.)

const formtraceStart = (() => {
  /** By this node, which is in no document, we and content/scripts.js talk past the page. */
  const line = new Text();

  /** Is the extension still the one that these scripts came with? (An update takes their interface away.) */
  const lives = () => !!chrome.runtime?.id;

  /** A document without an origin or an address of its own: the browser may fire no `navigate` here. */
  const blind = origin === "null" || location.href === "about:blank";

  /** What is still to be made. @type {(() => void)[]} */
  const parts = [];

  /** What the parts listen to, by event. @type {Record<string, ((event: any) => void)[]>} */
  const heard = {};

  /**
   * One of the files, made when it is needed, after those before it.
   * @template {object} T
   * @param {() => T} make
   * @returns {T} filled then
   */
  const part = (make) => {
    const made = /** @type {T} */ ({});
    parts.push(() => Object.assign(made, make()));
    return made;
  };

  const wake = () => {
    for (const make of parts.splice(0)) make();
  };

  /** What the page makes up is no event. @param {any} event */
  const on = (event) => {
    const { type } = event;
    if (!event.isTrusted || (parts.length && (type === "pagehide" || !lives()))) return;
    if (type === "navigate" && (!event.cancelable || event.destination.sameDocument || event.downloadRequest !== null)) return;
    wake();
    for (const listener of heard[type]) listener(event);
  };

  const listen = () => Object.keys(heard).forEach((type) => window.addEventListener(type, on, true));

  /**
   * Listens on the window in the capture phase, before the page.
   * @param {string} type
   * @param {(event: any) => void} listener
   */
  const hear = (type, listener) => {
    (heard[type] ??= []).push(listener);
    listen();
  };

  /**
   * Listens no more.
   * @param {string} type
   * @param {(event: any) => void} listener
   */
  const unhear = (type, listener) => {
    heard[type] = heard[type].filter((other) => other !== listener);
    if (heard[type].length) return;
    delete heard[type];
    window.removeEventListener(type, on, true);
  };

  // The first on their targets.
  for (const type of ["focusin", "input", "submit", "formdata", "pagehide"]) heard[type] = [];
  listen();
  globalThis.navigation?.addEventListener("navigate", on, true);
  // A page that replaces itself (document.open) takes all listeners away; they come back with its new root. That is watched
  // from the next task on, as it costs; a page can take back a timer that is a number, but not this one.
  AbortSignal.timeout(0).onabort = () => {
    listen();
    new MutationObserver(listen).observe(document, { childList: true });
  };

  // The page's own scripts are watched by content/scripts.js, in their world. It is given the line now: the page has no
  // script yet.
  const give = () => document.dispatchEvent(new FocusEvent("formtrace", { relatedTarget: line, cancelable: true }));
  if (give()) document.addEventListener("formtrace-hello", give, { once: true });

  return { line, lives, blind, part, wake, on, hear, unhear };
})();
