// Notices the first trusted input in each field and has the form judged then, so that a submission finds its verdict
// ready. On a page without forms nothing exists of the content scripts but listeners that wait.

(() => {
  const { read, call, make, hear, touch, during, buttons } = formtraceFacts;
  const PAUSE = 200;

  // The page's own scripts are watched by content/scripts.js, in their world. It is given an element that is in no document:
  // what the two say to each other goes by it, past the page, which has no script yet.
  const line = make("i");
  const give = () => document.dispatchEvent(new FocusEvent("formtrace", { relatedTarget: line, cancelable: true }));
  if (give()) document.addEventListener("formtrace-hello", give, { once: true });
  self.formtraceLine = line;

  let begun = false;
  /** What compares with what is typed comes when a person goes to a field. */
  const begin = () => {
    if (!begun && chrome.runtime?.id) chrome.runtime.sendMessage({ type: "begin" }).catch(() => (begun = false));
    begun = true;
  };
  hear("focusin", begin);

  /** Forms whose facts will be taken in a moment. @type {WeakSet<HTMLFormElement>} */
  const soon = new WeakSet();

  hear("input", (event) => {
    if (!event.isTrusted || !chrome.runtime?.id) return;
    let element = event.composedPath()[0];
    for (let root; element instanceof HTMLElement && (root = formtracePlatform.shadow(element)); ) {
      if (!root.activeElement) break;
      element = root.activeElement;
    }
    if (!(element instanceof Element)) return;
    touch(element);
    begin();
    self.formtraceTyped?.(element);
    line.dispatchEvent(new Event("typed"));
    for (let root = call(element, "getRootNode"); root instanceof ShadowRoot; root = call(root.host, "getRootNode")) {
      formtraceHold.watch(root);
    }
    const form = read(element, "form");
    if (!form || soon.has(form)) return;
    soon.add(form);
    setTimeout(() => {
      soon.delete(form);
      during(() => formtraceHold.prepare(form, buttons(form)[0]));
    }, PAUSE);
  });
})();
