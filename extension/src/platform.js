// Where the browsers differ for the content scripts. What differs for the background and the extension's own pages is in
// platform-own.js; every difference that Formtrace knows of is in one of these two files, and nowhere else.
//
// It is a classic script without imports or exports, as the manifest lists it with the others.

/** @type {Platform} */
globalThis.formtracePlatform = /** @type {Platform} */ (/** @type {Pick<Platform, "shadow" | "go" | "opens" | "entries">} */ ({
  /** The shadow root of an HTML element, closed ones included. Firefox has it on the element, Chromium in chrome.dom. */
  shadow(element) {
    const { dom } = chrome;
    return dom ? dom.openOrClosedShadowRoot(element) : /** @type {any} */ (element).openOrClosedShadowRoot;
  },

  /** Goes to an address. In Firefox by a link: of what a content script does itself the page's listeners hear nothing. */
  go(url) {
    if (chrome.dom) location.assign(url);
    else Object.assign(document.createElement("a"), { href: url }).click();
  },

  /** May a content script open a window? In Firefox only after a click in this page, and not long after. */
  opens: () => !!chrome.dom || navigator.userActivation.isActive,

  /** The entries of a page's FormData. (Firefox lets a content script do this, but not iterate.) */
  entries(data) {
    /** @type {[string, FormDataEntryValue][]} */
    const list = [];
    data.forEach((value, name) => list.push([name, value]));
    return list;
  },
}));
