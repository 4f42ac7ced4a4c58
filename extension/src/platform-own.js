// Where the browsers differ for the extension's own pages and its background. What differs in pages of the web is in
// platform.js; nothing differs elsewhere.

const firefox = chrome.runtime.getURL("").startsWith("moz-extension:");

/** May a request wait for the person? In Firefox it may: background/held.js. Chromium has rules instead: background/network.js. */
export const holds = firefox;

/** Does the browser tell whether something lies over a part of a page? (IntersectionObserver v2; Firefox does not have it.) */
export const seesCover = !firefox;

/** What a window of the extension's own is made with: Firefox lets a script close only what says so. */
export const ownWindow = /** @type {chrome.windows.CreateData} */ ({ type: "popup", width: 620, height: 680, ...(firefox && { allowScriptsToClose: true }) });
