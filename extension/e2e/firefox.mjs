// What driver.mjs does otherwise with Firefox, which puppeteer-core drives by WebDriver BiDi.
//
// The protocol shows no event page. So one tab of the extension's settings stays open: what is to be evaluated in the
// background is evaluated there, with the background's own `chrome`. The tests' browser may also be asked as the browser
// itself (chrome(code)): to trust the lab's authority, to stop the background, and to tell a tab from its number.

import puppeteer from 'puppeteer-core';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @type {import('puppeteer-core').Browser} */
let browser;
/** The extension's own name. */
let id = '';
let origin = '';
/** The folder that it was installed from. */
let unpacked = '';
/** The tab of the settings. @type {import('puppeteer-core').Page | null} */
let settings = null;

/** Starts Firefox; answers what driver.mjs's launch does. */
export async function launch({ path, extension, args, prefs, roots, profile, headless, width, height }) {
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: path,
    headless,
    userDataDir: profile,
    args: ['--remote-allow-system-access', ...args],
    extraPrefsFirefox: prefs,
    acceptInsecureCerts: true, // that of 2007 has expired
    defaultViewport: headless ? { width, height } : null,
    protocolTimeout: 30_000,
  });
  await chrome(`Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB).addCertFromBase64(${JSON.stringify(roots)}, "CT,,")`);
  if (extension) {
    unpacked = extension;
    id = await browser.installExtension(unpacked);
    origin = 'moz-extension://' + await chrome(`WebExtensionPolicy.getByID(${JSON.stringify(id)}).mozExtensionHostname`);
    const welcome = await until(10_000, async () => (await frames()).find(({ url }) => url === `${origin}/welcome/welcome.html`));
    settings = await extensionPage('options/options.html');
    await welcome?.frame.page().close();
    return { browser, origin, welcomed: Boolean(welcome) };
  }
  return { browser, origin, welcomed: false };
}

/** Asks again until there is something, or null after the time. */
async function until(ms, ask) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
    const found = await ask();
    if (found) return found;
  }
  return null;
}

/** Every frame of every tab, with its address: of those in the extension's process puppeteer-core keeps an old one. */
export async function frames() {
  const { result: { contexts } } = await browser.connection.send('browsingContext.getTree', {});
  const known = new Map((await browser.pages()).flatMap((page) => page.frames()).map((frame) => [frame._id, frame]));
  const all = (list) => list.flatMap(({ context, url, children }) => [{ frame: known.get(context), url }, ...all(children ?? [])]);
  return all(contexts).filter(({ frame }) => frame);
}

/** Opens a page of the extension in a tab of its own. */
export async function extensionPage(name) {
  const page = await newPage();
  const url = `${origin}/${name}`;
  // The tab changes its process on the way, and its navigation is then not seen to end.
  page.goto(url).catch(() => {});
  const there = await until(10_000, () => page.evaluate((url) => location.href === url && document.readyState === 'complete', url).catch(() => false));
  if (!there) throw new Error(`${url} is not shown`);
  return page;
}

/** Evaluates an expression as the browser itself. */
export async function chrome(expression) {
  const { result: { contexts } } = await browser.connection.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 });
  return evaluate(contexts[0].context, expression);
}

/** Evaluates an expression in a context of the protocol. */
async function evaluate(context, expression) {
  const { result } = await browser.connection.send('script.evaluate', {
    expression: `(async () => JSON.stringify(await (${expression})) ?? 'null')()`,
    target: { context },
    awaitPromise: true,
  });
  if (result.type === 'exception') throw new Error(result.exceptionDetails.text);
  return JSON.parse(result.result.value);
}

/** Evaluates an expression with the background's interfaces; the background is started where it was stopped. */
export function background(expression) {
  return evaluate(settings.mainFrame()._id, `(async () => {
    const background = await globalThis.chrome.runtime.getBackgroundPage();
    const { chrome } = background;
    return ${expression};
  })()`);
}

/** Stops the event page as the browser does after some time without events, again where it finds something to do. */
export async function kill() {
  const stopped = await chrome(`(async () => {
    const { extension } = WebExtensionPolicy.getByID(${JSON.stringify(id)});
    for (let left = 30; left--; await new Promise((resolve) => setTimeout(resolve, 100))) {
      const before = extension.backgroundContext;
      await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
      if (extension.backgroundContext !== before || extension.backgroundState === 'stopped') return true;
    }
    return false;
  })()`);
  if (!stopped) throw new Error('the background goes on');
}

/** Takes the event page away without a word. Only an update brings another. */
export function destroy() {
  return chrome(`WebExtensionPolicy.getByID(${JSON.stringify(id)}).extension.backgroundContext.xulBrowser.remove()`);
}

/** Puts the extension in place of itself, as an update does. */
export async function update() {
  await browser.installExtension(unpacked);
  settings = null;
  settings = await extensionPage('options/options.html');
}

/** Presses, with the mouse, what selector names in a frame: in a process of its own, the frame takes it itself. */
export async function click(frame, selector) {
  const [x, y] = await frame.$eval(selector, (element) => {
    element.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = element.getBoundingClientRect();
    return [Math.round(left + width / 2), Math.round(top + height / 2)];
  });
  await browser.connection.send('input.performActions', {
    context: frame._id,
    actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: [
      { type: 'pointerMove', x, y }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 },
    ] }],
  });
}

/** The dialog: in the window, where there is one, as consent is given there only. */
export async function dialog(page) {
  const shown = (await frames()).filter(({ url }) => /^moz-extension:.*\/dialog\/dialog\.html/.test(url)).map(({ frame }) => frame);
  return shown.find((frame) => !frame.parentFrame()) ?? shown.find((frame) => frame.page() === page);
}

/** Has a dialog in the page, which only shows the reasons, open its window; answers that. */
export async function apart(page, frame) {
  if (!frame.parentFrame()) return frame;
  await press(frame, '#once');
  const apart = await until(30_000, async () => {
    const found = await dialog(page);
    return found && !found.parentFrame() && found;
  });
  if (!apart) throw new Error('no window of its own asks');
  return apart;
}

/** Answers a dialog: to send, in its window. */
export async function choose(page, frame, selector) {
  await answer(page, selector === '#dont' ? frame : await apart(page, frame), selector, () => dialog(page));
}

/** Presses a button of ours, and waits until what asked is gone. */
export async function answer(page, frame, selector, find) {
  await press(frame, selector);
  if (!await until(30_000, async () => !await find())) throw new Error('the question is still shown after thirty seconds');
  if (selector !== '#dont') await again(page);
}

/** Presses a button of ours once it is there, and again where it was not taken. */
export async function press(frame, selector) {
  const there = () => has(frame, `.answers:not(.early) ${selector}:not(:disabled)`);
  if (!await until(20_000, there)) throw new Error(`${selector} is not there to be pressed`);
  for (let left = 5; left--; ) {
    await click(frame, selector).catch(() => {}); // it may just go
    if (await until(500, async () => !await there())) break;
  }
}

/** Is there such an element in a frame that may be gone? */
async function has(frame, selector) {
  try {
    return Boolean(await frame?.$(selector));
  } catch {
    return false;
  }
}

/** Where a new window needs a click in the page, a box of ours there asks for it: its button has the focus. */
async function again(tab) {
  for (const frame of tab.frames()) {
    const asks = () => Boolean(document.activeElement?.matches(':root > div') && (window.focus(), true));
    if (!await frame.evaluate(asks).catch(() => false)) continue;
    const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: '\uE007' }));
    await browser.connection.send('input.performActions', { context: frame._id, actions: [{ type: 'key', id: 'keys', actions }] });
  }
}

/** The window that asks about what the network layer holds. */
export async function shown() {
  return (await frames()).find(({ url }) => /^moz-extension:.*\/stopped\/stopped\.html/.test(url))?.frame;
}

/** Waits for it, until selector is there. */
export async function stopped(timeout, selector) {
  const frame = await until(timeout, async () => {
    const frame = await shown();
    return await has(frame, `.answers:not(.early) :is(${selector})`) && frame;
  });
  if (!frame) throw new Error('nothing is shown in place of what was stopped');
  return frame;
}

/** Opens an empty tab: with the extension, in the window of its settings, as another may just be closing. */
export async function newPage() {
  if (!settings) return browser.newPage();
  const referenceContext = settings.mainFrame()._id;
  const made = await until(5_000, () => browser.connection.send('browsingContext.create', { type: 'tab', referenceContext }).catch(() => null));
  const context = made?.result.context;
  return until(5_000, async () => (await browser.pages()).find((page) => page.mainFrame()._id === context));
}

/**
 * Begins to note every console line, and every request over http that the extension's own documents and background make;
 * answers the list that they are put into.
 */
export async function overhear() {
  const lines = [];
  const note = (kind, details) => lines.push(`${kind} ${JSON.stringify(details)}`);
  browser.connection.on('log.entryAdded', ({ type, level, text, args, stackTrace }) => {
    // What the browser itself says of the page's requests is not ours.
    if (type === 'console' || stackTrace?.callFrames.length) note('console', { level, text, args, stackTrace });
  });
  await chrome(`(() => {
    globalThis.formtraceHeard = [];
    Services.obs.addObserver((channel) => {
      const { URI, requestMethod, loadInfo } = channel.QueryInterface(Ci.nsIHttpChannel);
      if (![loadInfo.triggeringPrincipal, loadInfo.loadingPrincipal].some((principal) => principal?.addonPolicy)) return;
      const stream = channel.QueryInterface(Ci.nsIUploadChannel).uploadStream;
      formtraceHeard.push({ url: URI.spec, method: requestMethod, body: stream?.available() ?? 0 });
    }, 'http-on-modify-request');
  })()`);
  await background(`(() => {
    globalThis.said = [];
    for (const level of ['debug', 'error', 'info', 'log', 'trace', 'warn']) {
      const original = background.console[level];
      background.console[level] = (...args) => { said.push([level, ...args.map(String)]); original.apply(background.console, args); };
    }
  })()`);
  return async () => {
    for (const request of await chrome('formtraceHeard')) note('request', request);
    for (const line of await background('said')) note('console', line);
    return lines;
  };
}
