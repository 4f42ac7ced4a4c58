// Notices the first trusted input in each field and has the form judged then, so that a submission finds its verdict
// ready. On a page without forms nothing exists of the content scripts but listeners that wait.

formtraceStart.part(() => {
  const { line, lives, hear, unhear } = formtraceStart;
  const { read, call, touch, during, buttons } = formtraceFacts;
  const PAUSE = 200;

  let begun = false;
  /** What compares with what is typed comes when a person goes to a field. */
  const begin = () => {
    if (!begun && lives()) chrome.runtime.sendMessage({ type: "begin" }).then(() => unhear("focusin", begin), () => (begun = false));
    begun = true;
  };
  hear("focusin", begin);

  /** Forms whose facts will be taken in a moment. @type {WeakSet<HTMLFormElement>} */
  const soon = new WeakSet();

  hear("input", (event) => {
    if (!lives()) return;
    let element = event.composedPath()[0];
    for (let root; element instanceof HTMLElement && (root = formtracePlatform.shadow(element)); ) {
      if (!root.activeElement) break;
      element = root.activeElement;
    }
    if (!(element instanceof Element)) return;
    touch(element);
    begin();
    globalThis.formtraceTyped?.(element);
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

  return {};
});
