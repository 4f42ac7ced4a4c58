// Facts about a submission, copied by name from the page: formtraceFacts.of(form, submitter).
//
// The page is hostile: a field called "action" hides form.action, an image called "forms" hides document.forms. So
// properties of forms and documents are read through their prototypes. A field's value is looked at in three places
// here (is it empty? is it part of what is being sent? is it written into an address?) and goes no further.

const formtraceFacts = formtraceStart.part(() => {
  const MAX_FIELDS = 200;
  const MAX_NAMES = 50;
  const encoder = new TextEncoder();
  const room = new Uint8Array(256);

  /** What read() has found; nobody but us changes prototypes in this world. @type {Map<object, Map<string, PropertyDescriptor | undefined>>} */
  const properties = new Map();

  /**
   * @param {any} proto
   * @param {string} name
   */
  const property = (proto, name) => {
    for (; proto; proto = Object.getPrototypeOf(proto)) {
      const found = Object.getOwnPropertyDescriptor(proto, name);
      if (found) return found;
    }
    return undefined;
  };

  /**
   * Reads a DOM property past the names that a page has given its elements.
   * @param {object | null} node
   * @param {string} name
   * @returns {any}
   */
  const read = (node, name) => {
    const proto = Object.getPrototypeOf(node);
    let own = properties.get(proto);
    if (!own) properties.set(proto, (own = new Map()));
    if (!own.has(name)) own.set(name, property(proto, name));
    const found = own.get(name);
    return found?.get ? found.get.call(node) : found?.value;
  };

  /**
   * Calls a DOM method past such names.
   * @param {object} node
   * @param {string} name
   * @param {...unknown} args
   * @returns {any}
   */
  const call = (node, name, ...args) => read(node, name).apply(node, args);

  /** A new HTML element, in XML documents too. @param {string} name */
  const make = (name) => call(document, "createElementNS", "http://www.w3.org/1999/xhtml", name);

  /**
   * Lists of elements by their names. Of a document the browser keeps these lists, so that a long page is not searched each time.
   * @param {Node} root
   * @param {...string} names
   * @returns {ArrayLike<any>[]}
   */
  const named = (root, ...names) =>
    root === document
      ? names.map((name) => call(root, "getElementsByTagName", name))
      : [call(root, "querySelectorAll", names.join())];

  /**
   * The first 256 bytes.
   * @param {unknown} text
   */
  const cut = (text) => {
    const whole = String(text ?? "");
    if (whole.length < 86) return whole; // at most three bytes each
    return whole.slice(0, encoder.encodeInto(whole, room).read);
  };

  /**
   * Scheme, host, port and path of a URL, with "…" for what was typed; of schemes without a host only the scheme (and a
   * mailto:'s address).
   * @param {string} url
   */
  const plain = (url) => {
    try {
      const { protocol, host, pathname } = new URL(url);
      const web = /^(https?|wss?|ftp|file):$/.test(protocol);
      return (protocol + (web ? "//" + host : "") + (web || /^(mailto|about):$/.test(protocol) ? hide(pathname) : "")).slice(0, 2048);
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
      const { searchParams } = new URL(url);
      return [...new Set(Array.from(searchParams.keys(), (name) => (tells(name) ? "…" : cut(name))))].slice(0, MAX_NAMES);
    } catch {
      return [];
    }
  };

  /** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

  /**
   * What a person fills in: neither hidden nor a button.
   * @param {Iterable<Element>} elements
   */
  const controls = (elements) =>
    /** @type {Control[]} */ (
      Array.from(elements).filter(
        (element) =>
          /^(input|textarea|select)$/.test(element.localName) &&
          !/^(hidden|submit|button|reset|image)$/.test(/** @type {Control} */ (element).type),
      )
    );

  /**
   * Those of a form that the browser sends: named and enabled.
   * @param {HTMLFormElement | null} form
   */
  const own = (form) => controls(form ? read(form, "elements") : []).filter((control) => control.name && !control.matches(":disabled"));

  /** @param {Control} control */
  const isFilled = (control) => {
    if (/^(radio|checkbox)$/.test(control.type)) return /** @type {HTMLInputElement} */ (control).checked;
    return control.value !== ""; // of a chosen file, the browser gives a made-up path
  };

  /** Fields that the person has typed into, also those no longer in the page. @type {Set<Control>} */
  const touched = new Set();
  let typed = false;

  /** The person has typed here. @param {Element} element */
  const touch = (element) => {
    typed = true;
    for (const control of controls([element])) touched.add(control);
  };

  /** Case, spaces and hyphens do not hide a value. @param {string} text */
  const squeeze = (text) => text.toLowerCase().replace(/[\s-]+/g, "");

  /** @param {string} text */
  const decode = (text) => {
    try {
      return squeeze(decodeURIComponent(text));
    } catch {
      return squeeze(text);
    }
  };

  /** While a listener runs: what it has found written. @type {{ fields: HTMLInputElement[] | null } | null} */
  let found = null;

  /**
   * Runs one of our listeners. No script of the page runs meanwhile, so its fields are read once.
   * @param {() => void} listener
   */
  const during = (listener) => {
    const before = found;
    found = { fields: null };
    try {
      listener();
    } finally {
      found = before;
    }
  };

  /** Text fields with something in them that was not there when the page came. */
  const written = () => {
    const fields = found?.fields ?? search();
    if (found) found.fields = fields;
    return fields;
  };

  /** The roots are those that the person typed in: closed shadow trees are found by that. */
  const search = () => {
    const fields = new Set(touched);
    for (const root of new Set([document, ...Array.from(touched, (control) => call(control, "getRootNode"))])) {
      for (const list of named(root, "input", "textarea")) {
        // A page may have thousands of them; most are as they came.
        for (let i = 0, field; (field = list[i]); i++) if (field.value !== field.defaultValue) fields.add(field);
      }
    }
    return /** @type {HTMLInputElement[]} */ (controls(fields)).filter(
      (control) => !/^(radio|checkbox|file|select.*)$/.test(control.type) && squeeze(control.value),
    );
  };

  /** Does this part of an address tell what is in a field? @param {string} part */
  const tells = (part) => {
    const text = decode(part);
    return written().some((control) => {
      const value = squeeze(control.value);
      return text === value || (value.length > 2 && text.includes(value));
    });
  };

  /** @param {string} path */
  const hide = (path) => {
    const shown = path.split("/").map((part) => (part && tells(part) ? "…" : part)).join("/");
    return written().some(({ value }) => value.includes("/") && decode(shown).includes(squeeze(value))) ? "/…" : shown;
  };

  /**
   * What is being sent, in parts: the entries (or, where the browser does not show them, the form's elements) and the
   * address's path, query names and query values.
   * @param {HTMLFormElement | null} form
   * @param {[string, FormDataEntryValue][] | null} entries
   * @param {string} url
   */
  const sending = (form, entries, url) => {
    const { pathname, searchParams } = new URL(URL.canParse(url) ? url : "about:blank");
    const elements = form && !entries ? Array.from(read(form, "elements")).filter(({ name }) => name) : [];
    const values = entries ? entries.map(([, value]) => value) : elements.map(({ value }) => value);
    return [...values.filter((value) => typeof value === "string"), ...pathname.split("/"), ...[...searchParams].flat()];
  };

  /**
   * Fields, of whatever form, named or not, whose values are in what is being sent. The whole value counts; as a part of
   * something longer only an address or eight characters that the person typed: "Ann" is also in "annual".
   * @param {string[]} parts
   */
  const carried = (parts) => {
    if (!typed) return [];
    const texts = parts.map(decode);
    return written().filter((control) => {
      const value = squeeze(control.value);
      const telling = touched.has(control) && (value.length > 7 || value.includes("@"));
      return value.length > 2 && texts.some((text) => text === value || (telling && text.includes(value)));
    });
  };

  /**
   * Fields in a form that the browser does not send, but that a handler may copy into those it does.
   * @param {HTMLFormElement} form
   */
  const loose = (form) =>
    [...touched].filter((control) => {
      if (!isFilled(control)) return false;
      for (let node = control; node instanceof Element; node = call(node, "getRootNode").host) {
        if (read(node, "form") === form || call(form, "contains", node)) return true;
      }
      return false;
    });

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
    if (top === window) return { page: { url: here } };
    const origins = location.ancestorOrigins;
    return { page: { url: plain(origins?.[origins.length - 1] ?? "") }, frame: { url: here } };
  };

  /**
   * Does a submitter bring its own action, method, enctype or target?
   * @param {Element | null | undefined} submitter
   * @param {string} name
   */
  const overrides = (submitter, name) => !!submitter?.hasAttribute("form" + name);

  /** Does it bring any of them? @param {Element} submitter */
  const overriding = (submitter) => ["action", "method", "enctype", "target"].some((name) => overrides(submitter, name));

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
      Array.from(named(document, "base")[0] ?? []).find((base) => base.hasAttribute("target"))?.target;
    if (!name) return "_self";
    return /^_(self|blank|parent|top)$/i.test(name) ? name.toLowerCase() : cut(name);
  };

  /**
   * The buttons that send a form, in the order of the page: Enter presses the first.
   * @param {HTMLFormElement} form
   * @returns {HTMLElement[]}
   */
  const buttons = (form) =>
    [...call(call(form, "getRootNode"), "querySelectorAll", "button,input")].filter(
      (button) => button.form === form && /^(submit|image)$/.test(button.type) && !button.matches(":disabled"),
    );

  /**
   * The facts of one submission, or of a navigation that is no form's but carries what was typed. `url` and `method` come
   * from the navigation where there is one already.
   * @param {HTMLFormElement | null} form
   * @param {Element | null} [submitter]
   * @param {Control[]} [also] fields that are sent too, though not by the form itself
   * @param {string} [url]
   * @param {string} [method]
   * @returns {Facts}
   */
  const of = (form, submitter, also = [], url, method) => {
    const to = url ?? (form ? effective(form, submitter, "action") : "");
    const mine = own(form);
    const attribute = (/** @type {string} */ name) => cut(form && call(form, "getAttribute", name));
    const how = method ?? (form ? effective(form, submitter, "method") : "get");
    return {
      ...place(),
      form: {
        id: attribute("id"),
        name: attribute("name"),
        index: Array.from(read(document, "forms")).indexOf(form),
      },
      target: {
        url: plain(to),
        queryNames: form && how === "get" ? [] : queryNames(to), // a form's GET replaces the query by its fields
        method: how,
        enctype: form && how !== "get" ? effective(form, submitter, "enctype") : "application/x-www-form-urlencoded",
        context: form ? context(form, submitter) : "_self",
      },
      ...(submitter && {
        submitter: {
          name: cut(submitter.getAttribute("name")),
          overrides: overriding(submitter),
        },
      }),
      fields: [...also.filter((control) => !mine.includes(control)), ...mine].slice(0, MAX_FIELDS).map(field),
    };
  };

  /**
   * What a verdict depends on: the same key, the same verdict. (The button matters by its overrides only, and those
   * are in the target.)
   * @param {Facts} whole
   */
  const key = ({ submitter, ...facts }) => JSON.stringify(facts);

  return { read, call, make, plain, touch, touched, during, of, sending, carried, loose, buttons, overriding, key, context, effective };
});
