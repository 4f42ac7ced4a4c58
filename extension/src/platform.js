// Where the browsers differ: every difference that Formtrace knows of is in this file, and nowhere else.
//
// It is a classic script without imports or exports, so that content scripts (listed in the manifest) and modules
// (import "../platform.js") load the same file; both use globalThis.formtracePlatform.

/** @type {Platform} */
globalThis.formtracePlatform = {
  /** The shadow root of an element, closed ones included. Firefox has it on the element, Chromium in chrome.dom. */
  shadow(element) {
    const own = /** @type {{ openOrClosedShadowRoot?: ShadowRoot | null }} */ (element).openOrClosedShadowRoot;
    if (own !== undefined) return own;
    try {
      const { dom } = chrome;
      return dom.openOrClosedShadowRoot(element);
    } catch {
      return null; // not an HTML element
    }
  },

  /** The entries of a page's FormData. Firefox does not let a content script list them: null then. */
  entries(data) {
    try {
      return [...data.entries()];
    } catch {
      return null;
    }
  },

  /** Where an answer to a sender goes: to that document where the browser can name it, else to that frame. */
  reply(sender) {
    return sender.documentId ? { documentId: sender.documentId } : { frameId: sender.frameId ?? 0 };
  },

  /** The origin of a sender's document. Firefox before 126 leaves it out. */
  origin(sender) {
    if (sender.origin) return sender.origin;
    try {
      return new URL(sender.url ?? "").origin;
    } catch {
      return "null";
    }
  },
};
