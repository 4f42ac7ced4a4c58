// Notices the first trusted input in each field and has the form judged then, so that a submission finds its verdict
// ready. On a page without forms nothing exists of the content scripts but listeners that wait.

(() => {
  const { read, call, hear, touch, during, buttons } = formtraceFacts;
  const PAUSE = 200;

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
