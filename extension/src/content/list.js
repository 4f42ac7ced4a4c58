// Run by the popup, in every frame: the facts of every form of this document, shadow trees included, each with its own
// target and with those of the buttons that bring another; and what cannot be seen here. The last expression is the answer.

(() => {
  if (typeof formtraceStart === "undefined") return null;
  formtraceStart.wake();
  const { blind } = formtraceStart;
  const { call, plain, of, buttons, overriding } = formtraceFacts;

  /**
   * @param {Document | ShadowRoot} root
   * @returns {HTMLFormElement[]}
   */
  const inside = (root) => {
    const found = [];
    for (const element of call(root, "querySelectorAll", "*")) {
      if (element instanceof HTMLFormElement) found.push(element);
      const shadow = element instanceof HTMLElement && formtracePlatform.shadow(element);
      if (shadow) found.push(...inside(shadow));
    }
    return found;
  };

  /** @param {Facts} facts */
  const target = ({ target: { url, method, context } }) => [url, method, context].join(" ");

  /** @param {HTMLFormElement} form */
  const submissions = (form) => {
    const ways = [of(form), ...buttons(form).filter(overriding).map((button) => of(form, button))];
    return ways.filter((way, index) => ways.findIndex((other) => target(other) === target(way)) === index);
  };

  const forms = inside(document)
    .flatMap(submissions)
    .filter((facts) => facts.fields.length > 0 && facts.target.method !== "dialog");
  return { url: plain(location.href), origin: location.origin, forms, blind, frames: window.length };
})();
