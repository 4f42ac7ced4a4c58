// The mark beside the field that has the focus, in a form that Formtrace warns about. The background runs this file in a
// frame only then. What is shown stands in a closed shadow root; it takes no clicks and moves nothing.

/** @type {boolean | undefined} */
var formtraceMark;

if (!formtraceMark) {
  formtraceMark = true;
  const { hear } = formtraceStart;
  const { read, call, make } = formtraceFacts;
  const SIGNS = { danger: "M8.2 2.5h7.6l5.7 5.7v7.6l-5.7 5.7H8.2l-5.7-5.7V8.2zM12 7v6M12 16.6v.1", warn: "M12 3 2 20.5h20zM12 9.5v5M12 17.4v.1" };
  const SVG = "http://www.w3.org/2000/svg";

  /** @type {WeakMap<object, { verdict: string, words: string, told: boolean }>} */
  const forms = new WeakMap();
  /** Made once and then only shown and hidden: a page's tree changes as little as can be. @type {{ host: HTMLElement, sign: HTMLElement, path: SVGElement, words: HTMLElement } | null} */
  let made = null;

  /** The field with the focus, in shadow trees too. @returns {Element | null} */
  const focused = () => {
    let element = read(document, "activeElement");
    for (let root; element instanceof HTMLElement && (root = formtracePlatform.shadow(element))?.activeElement; ) element = root.activeElement;
    return element;
  };

  const hide = () => made && style(made.host, { display: "none" });

  const show = () => {
    const field = focused();
    const form = field && /^(input|textarea|select)$/.test(field.localName) && read(field, "form");
    const warning = form && forms.get(form);
    if (!field || !warning) return hide();
    const { host, sign, path, words } = (made ??= build());
    if (!read(host, "isConnected")) call(document, "querySelector", ":root").append(host); // the page has replaced itself
    const danger = warning.verdict === "danger";
    path.setAttribute("d", danger ? SIGNS.danger : SIGNS.warn);
    style(path, { stroke: danger ? "light-dark(#a3211a, #ff9d92)" : "light-dark(#7d5200, #f0c060)" });
    style(host, { display: "block" });
    place(field, host, sign);
    // Said once for each form, to those who do not see the mark.
    if (!warning.told) setTimeout(() => (words.textContent = "Formtrace: " + warning.words), 100);
    warning.told = true;
  };

  const build = () => {
    const host = make("div");
    style(host, { all: "initial", position: "absolute", inset: "0 auto auto 0", width: "0", height: "0", "z-index": "2147483647", "pointer-events": "none" });
    const sign = make("div");
    style(sign, { position: "absolute", width: "22px", height: "22px", "border-radius": "50%", background: "Canvas", "color-scheme": "light dark", "box-shadow": "0 0 0 1px color-mix(in srgb, CanvasText 35%, transparent)", display: "grid", "place-items": "center" });
    const svg = document.createElementNS(SVG, "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "14", height: "14", "aria-hidden": "true" })) svg.setAttribute(name, value);
    style(svg, { fill: "none", "stroke-width": "2.4", "stroke-linecap": "round", "stroke-linejoin": "round" });
    const path = document.createElementNS(SVG, "path");
    svg.append(path);
    sign.append(svg);
    const words = make("div");
    words.setAttribute("role", "status");
    style(words, { position: "absolute", width: "1px", height: "1px", overflow: "hidden", "clip-path": "inset(50%)", "white-space": "nowrap" });
    host.attachShadow({ mode: "closed" }).append(sign, words);
    return { host, sign, path, words };
  };

  /**
   * On the field's upper edge, at the end of its line.
   * @param {Element} field
   * @param {HTMLElement} host
   * @param {HTMLElement} sign
   */
  const place = (field, host, sign) => {
    const box = field.getBoundingClientRect();
    const at = host.getBoundingClientRect();
    const left = getComputedStyle(field).direction === "rtl" ? box.left - 8 : box.right - 14;
    style(sign, { left: left - at.left + "px", top: box.top - at.top - 11 + "px" });
  };

  /** @param {HTMLElement | SVGElement} element @param {Record<string, string>} properties */
  const style = (element, properties) => {
    for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value, "important");
  };

  chrome.runtime.onMessage.addListener((/** @type {ToContent} */ message, sender) => {
    if (sender.id !== chrome.runtime.id || sender.tab || message.type !== "mark") return;
    const field = focused();
    const form = read(document, "forms")[message.index] ?? (field && read(field, "form"));
    if (!form) return;
    forms.set(form, { verdict: message.verdict, words: message.words, told: forms.get(form)?.told ?? false });
    show();
  });

  hear("focusin", show);
  hear("focusout", hide);
}
