// Notices the first trusted input in each field and has the form judged then, so that a submission finds its verdict
// ready. On a page without forms this file's listener is all that exists.

(() => {
  const { read, call, of } = formtraceFacts;
  const PAUSE = 200;

  /** Forms whose facts will be taken in a moment. @type {WeakSet<HTMLFormElement>} */
  const soon = new WeakSet();

  /**
   * The button that Enter would press.
   * @param {HTMLFormElement} form
   * @returns {Element | null}
   */
  const button = (form) =>
    Array.from(read(form, "elements")).find((element) => element.type === "submit") ??
    call(form, "querySelector", "input[type=image]");

  window.addEventListener(
    "input",
    (event) => {
      if (!event.isTrusted || !chrome.runtime?.id) return;
      formtraceHold.begin();
      let element = /** @type {any} */ (event.composedPath()[0]);
      for (let root; element instanceof HTMLElement && (root = formtracePlatform.shadow(element)); ) {
        if (!root.activeElement) break;
        element = root.activeElement;
      }
      const form = element instanceof Element ? read(element, "form") : null;
      if (!form || soon.has(form)) return;
      soon.add(form);
      setTimeout(() => {
        soon.delete(form);
        const facts = of(form, button(form));
        if (facts.target.method !== "dialog" && facts.fields.some((field) => field.filled)) formtraceHold.prepare(facts);
      }, PAUSE);
    },
    true,
  );
})();
