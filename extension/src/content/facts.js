// Facts about a submission, copied by name from the page: formtraceFacts.of(form, submitter).
//
// The page is hostile: a field called "action" hides form.action, an image called "forms" hides document.forms. So
// properties of forms and documents are read through their prototypes. A field's value is looked at in two places
// here (is it empty? is it part of what is being sent?) and goes no further.

const formtraceFacts = (() => {
  const MAX_FIELDS = 200;
  const MAX_NAMES = 50;
  const encoder = new TextEncoder();
  const room = new Uint8Array(256);

  /**
   * Reads a DOM property past the names that a page has given its elements.
   * @param {object | null} node
   * @param {string} name
   * @returns {any}
   */
  const read = (node, name) => {
    for (let proto = Object.getPrototypeOf(node); proto; proto = Object.getPrototypeOf(proto)) {
      const property = Object.getOwnPropertyDescriptor(proto, name);
      if (property) return property.get ? property.get.call(node) : property.value;
    }
    return undefined;
  };

  /**
   * Calls a DOM method past such names.
   * @param {object} node
   * @param {string} name
   * @param {...unknown} args
   * @returns {any}
   */
  const call = (node, name, ...args) => read(node, name).apply(node, args);

  /**
   * The first 256 bytes.
   * @param {unknown} text
   */
  const cut = (text) => {
    const whole = String(text ?? "");
    return whole.slice(0, encoder.encodeInto(whole, room).read);
  };

  /**
   * Scheme, host, port and path of a URL; of schemes without a host only the scheme (and a mailto:'s address).
   * @param {string} url
   */
  const plain = (url) => {
    try {
      const { protocol, host, pathname } = new URL(url);
      if (/^(https?|wss?|ftp|file):$/.test(protocol)) return (protocol + "//" + host + pathname).slice(0, 2048);
      return (/^(mailto|about):$/.test(protocol) ? protocol + pathname : protocol).slice(0, 2048);
    } catch {
      return "";
    }
  };

  /**
   * @param {string} url
   * @returns {string[]}
   */
  const queryNames = (url) => {
    try {
      return [...new Set(new URL(url).searchParams.keys())].slice(0, MAX_NAMES).map(cut);
    } catch {
      return [];
    }
  };

  /** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

  /**
   * What a person fills in and the browser sends: named, enabled, neither hidden nor a button.
   * @param {Iterable<Element>} elements
   */
  const controls = (elements) =>
    /** @type {Control[]} */ (
      Array.from(elements).filter(
        (element) =>
          /^(input|textarea|select)$/.test(element.localName) &&
          !/^(hidden|submit|button|reset|image)$/.test(/** @type {Control} */ (element).type) &&
          /** @type {Control} */ (element).name &&
          !element.matches(":disabled"),
      )
    );

  /** @param {Control} control */
  const isFilled = (control) => {
    if (/^(radio|checkbox)$/.test(control.type)) return /** @type {HTMLInputElement} */ (control).checked;
    return control.value !== ""; // of a chosen file, the browser gives a made-up path
  };

  /**
   * The text of a label, without what is inside fields or buttons in it.
   * @param {Node} node
   * @returns {string}
   */
  const words = (node) => {
    if (node.nodeType === 3) return /** @type {Text} */ (node).data;
    if (/^(select|textarea|button|script|style)$/i.test(read(node, "nodeName"))) return "";
    return Array.from(read(node, "childNodes"), words).join(" ");
  };

  /** @param {Control} control */
  const label = (control) =>
    (Array.from(control.labels ?? [], words).join(" ").trim() || control.getAttribute("aria-label") || "")
      .replace(/\s+/g, " ")
      .trim();

  /**
   * @param {Control} control
   * @returns {FieldFacts}
   */
  const field = (control) => ({
    name: cut(control.name),
    id: cut(control.id),
    control: control.localName,
    type: cut(control.localName === "select" ? "" : control.type),
    autocomplete: cut(control.getAttribute("autocomplete")),
    label: cut(label(control)),
    placeholder: cut(control.getAttribute("placeholder")),
    filled: isFilled(control),
  });

  /** Page and frame, as far as a frame may know; the background corrects them from the sender. */
  const place = () => {
    const here = plain(location.href);
    if (window === window.top) return { page: { url: here } };
    const origins = location.ancestorOrigins;
    return { page: { url: plain(origins?.[origins.length - 1] ?? "") }, frame: { url: here } };
  };

  /**
   * Does a submitter bring its own action, method, enctype or target?
   * @param {Element | null | undefined} submitter
   * @param {string} name
   */
  const overrides = (submitter, name) => !!submitter?.hasAttribute("form" + name);

  /**
   * Reads action, method or enctype: the submitter's own, or the form's.
   * @param {HTMLFormElement} form
   * @param {any} submitter
   * @param {"action" | "method" | "enctype"} name
   * @returns {string}
   */
  const effective = (form, submitter, name) =>
    overrides(submitter, name) ? submitter["form" + name[0].toUpperCase() + name.slice(1)] : read(form, name);

  /**
   * Where the answer will be shown: _self, _blank, _parent, _top or a frame's name.
   * @param {HTMLFormElement} form
   * @param {Element | null} [submitter]
   */
  const context = (form, submitter) => {
    const name =
      (overrides(submitter, "target") ? submitter?.getAttribute("formtarget") : call(form, "getAttribute", "target")) ??
      call(document, "querySelector", "base[target]")?.target;
    if (!name) return "_self";
    return /^_(self|blank|parent|top)$/i.test(name) ? name.toLowerCase() : cut(name);
  };

  /**
   * The facts of one submission. `url` and `method` come from the navigation where there is one already.
   * @param {HTMLFormElement} form
   * @param {Element | null} [submitter]
   * @param {string} [url]
   * @param {string} [method]
   * @returns {Facts}
   */
  const of = (form, submitter, url, method) => {
    const to = url ?? effective(form, submitter, "action");
    const how = method ?? effective(form, submitter, "method");
    return {
      ...place(),
      form: {
        id: cut(call(form, "getAttribute", "id")),
        name: cut(call(form, "getAttribute", "name")),
        index: Array.from(read(document, "forms")).indexOf(form),
      },
      target: {
        url: plain(to),
        queryNames: how === "get" ? [] : queryNames(to), // a GET replaces the query by its fields
        method: how,
        enctype: how === "get" ? "application/x-www-form-urlencoded" : effective(form, submitter, "enctype"),
        context: context(form, submitter),
      },
      ...(submitter && {
        submitter: {
          name: cut(submitter.getAttribute("name")),
          overrides: ["action", "method", "enctype", "target"].some((name) => overrides(submitter, name)),
        },
      }),
      fields: controls(read(form, "elements")).slice(0, MAX_FIELDS).map(field),
    };
  };

  /**
   * The facts of a navigation that is not a form's own but carries what was typed: which fields are in it?
   * @param {string} url
   * @param {string} method
   * @param {string[]} values what is being sent
   * @returns {Facts | null} null when no field's value is in it
   */
  const carried = (url, method, values) => {
    const fields = controls(call(document, "querySelectorAll", "input,textarea,select")).filter((control) => {
      if (/^(radio|checkbox|file|select.*)$/.test(control.type)) return false;
      const typed = control.value.trim();
      return typed.length > 2 && values.some((value) => value.includes(typed));
    });
    if (!fields.length) return null;
    return {
      ...place(),
      form: { id: "", name: "", index: -1 },
      target: {
        url: plain(url),
        queryNames: queryNames(url),
        method,
        enctype: "application/x-www-form-urlencoded",
        context: "_self",
      },
      fields: fields.slice(0, MAX_FIELDS).map(field),
    };
  };

  /**
   * What a verdict depends on: the same key, the same verdict. (The button matters by its overrides only, and those
   * are in the target.)
   * @param {Facts} facts
   */
  const key = (facts) => JSON.stringify({ ...facts, submitter: 0 });

  /**
   * The URL that a submission goes to, whole: to compare and to resume with, never to send to another part.
   * @param {HTMLFormElement} form
   * @param {Element | null} submitter
   */
  const target = (form, submitter) => effective(form, submitter, "action");

  return { read, call, of, carried, key, context, target, effective };
})();
