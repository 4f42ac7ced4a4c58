// Run by the popup, in every frame: the facts of every form of this document, shadow trees included. The last expression
// is the answer.

(() => {
  if (typeof formtraceFacts === "undefined") return null;
  const { read, call, of } = formtraceFacts;

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

  /** @param {HTMLFormElement} form */
  const button = (form) => Array.from(read(form, "elements")).find((/** @type {any} */ element) => element.type === "submit");

  const forms = inside(document)
    .map((form) => of(form, button(form)))
    .filter((facts) => facts.fields.length > 0 && facts.target.method !== "dialog");
  return { url: location.href, origin: location.origin, forms };
})();
