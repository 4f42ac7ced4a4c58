// Facts as they come from a content script, made safe to use: copied by name, cut, and with page and frame as the
// browser itself names them. A page that took over its own process could send anything here.

const MAX_FIELDS = 200;

/**
 * @param {unknown} value
 * @param {MessageSender} sender
 * @returns {Facts}
 */
export function clean(value, sender) {
  const facts = record(value);
  const target = record(facts.target);
  const form = record(facts.form);
  const submitter = facts.submitter === undefined ? undefined : record(facts.submitter);
  const script = facts.script === undefined ? undefined : record(facts.script);
  return {
    ...place(facts, sender),
    form: { id: text(form.id), name: text(form.name), index: Number.isSafeInteger(form.index) ? Number(form.index) : -1 },
    target: {
      url: text(target.url, 2048),
      queryNames: list(target.queryNames).slice(0, 50).map((name) => text(name)),
      method: target.method === "post" ? "post" : "get",
      enctype: text(target.enctype),
      context: text(target.context),
    },
    ...(submitter && { submitter: { name: text(submitter.name), overrides: submitter.overrides === true } }),
    fields: list(facts.fields).slice(0, MAX_FIELDS).map(field),
    ...(script && { script: { url: text(script.url, 2048), way: text(script.way), early: script.early === true } }),
  };
}

/** The facts as if every field were filled in: what a page's forms ask for. @param {Facts} facts */
export function filled(facts) {
  return { ...facts, fields: facts.fields.map((field) => ({ ...field, filled: true })) };
}

/**
 * Scheme, host, port and path; of data: and blob: only the scheme: a page may write anything into them.
 * @param {string | undefined} url
 */
export function plain(url) {
  try {
    const { protocol, host, pathname } = new URL(url ?? "");
    if (/^(data|blob):$/.test(protocol)) return protocol;
    return (host ? protocol + "//" + host + pathname : protocol + pathname).slice(0, 2048);
  } catch {
    return "";
  }
}

/** A URL without its path. @param {string | undefined} url */
function site(url) {
  const shown = plain(url);
  return /^https?:/.test(shown) ? new URL(shown).origin + "/" : shown;
}

/**
 * The page is what the tab shows. A document without an address of its own (about:blank, about:srcdoc, blob:) goes by the
 * origin it has from its parent or opener.
 * @param {Record<string, unknown>} facts
 * @param {MessageSender} sender
 */
function place(facts, sender) {
  const origin = formtracePlatform.origin(sender);
  const own = plain(sender.url);
  const here = /^(about|blob):/.test(own) && origin !== "null" ? origin + "/" : own;
  if (!sender.frameId) {
    const told = text(record(facts.page).url, 2048);
    return { page: { url: told.startsWith(origin + "/") ? told : here } };
  }
  // Of the page around a frame the origin: what stands in its path, nobody here can tell from what was typed.
  const page = site(sender.tab?.url) || text(record(facts.page).url, 2048);
  const told = text(record(facts.frame).url, 2048);
  const frame = told.startsWith(origin + "/") ? told : here;
  return page === frame ? { page: { url: page } } : { page: { url: page }, frame: { url: frame } };
}

/** @param {unknown} value @returns {FieldFacts} */
function field(value) {
  const facts = record(value);
  return {
    name: text(facts.name),
    id: text(facts.id),
    control: text(facts.control),
    type: text(facts.type),
    autocomplete: text(facts.autocomplete),
    label: text(facts.label),
    placeholder: text(facts.placeholder),
    filled: facts.filled === true,
  };
}

/** @param {unknown} value @returns {Record<string, unknown>} */
function record(value) {
  return typeof value === "object" && value !== null ? /** @type {Record<string, unknown>} */ (value) : {};
}

/** @param {unknown} value @returns {unknown[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}

const encoder = new TextEncoder();

/** @param {unknown} value @param {number} [bytes] */
function text(value, bytes = 256) {
  if (typeof value !== "string") return "";
  return value.slice(0, encoder.encodeInto(value, new Uint8Array(bytes)).read);
}
