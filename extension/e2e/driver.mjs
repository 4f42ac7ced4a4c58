// Drives one Chromium, or one Firefox (see firefox.mjs), for the Go package beside it, by puppeteer-core.
//
// Commands come as lines of JSON on standard input, {"id", "op", …}; each is
// answered by one line on standard output, {"id", "result"} or {"id", "error"}.
// When standard input ends the browser is closed, so that nothing outlives the
// program that started it. What each operation does is said at its function.

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import readline from 'node:readline';
import puppeteer from 'puppeteer-core';
import { violations } from './axe.mjs';

/** @type {import('puppeteer-core').Browser} */
let browser;
/** How it is driven otherwise, where it is Firefox. @type {typeof import('./firefox.mjs') | undefined} */
let firefox;
/** The extension's origin, "" without one. */
let origin = '';
/** @type {Map<number, import('puppeteer-core').Page>} */
const pages = new Map();
let numbers = 0;
/** The browser is ending by itself, and writes its profile. */
let closing = false;

const operations = {
  /** Starts the browser, with the extension or with a profile in which it is installed; answers its version, the extension's origin, and whether the extension opened the page of its first run. */
  async launch({ path, extension, installed, args, prefs, roots, profile, headless, width, height }) {
    if (prefs) {
      firefox = await import('./firefox.mjs');
      const started = await firefox.launch({ path, extension, args, prefs, roots, profile, headless, width, height });
      ({ browser, origin } = started);
      browser.once('disconnected', () => closing || process.exit(0));
      return { version: await browser.version(), origin, welcomed: started.welcomed };
    }
    browser = await puppeteer.launch({
      executablePath: path,
      pipe: true,
      headless,
      enableExtensions: Boolean(extension),
      userDataDir: profile,
      args,
      defaultViewport: headless ? { width, height } : null,
      protocolTimeout: 30_000,
      ignoreDefaultArgs: ['--disable-popup-blocking'], // people's browsers block them
    });
    browser.once('disconnected', () => closing || process.exit(0));
    let welcomed = false;
    if (extension && !installed) {
      await browser.installExtension(extension);
      const target = await browser.waitForTarget(isBackground, { timeout: 15_000 });
      origin = target.url().split('/', 3).join('/'); // of these URLs, Node's own parser knows no origin
      const settings = await browser.waitForTarget((one) => one.url() === `${origin}/welcome/welcome.html`, { timeout: 10_000 }).catch(() => null);
      welcomed = Boolean(settings);
      await (await settings?.page())?.close();
    }
    return { version: await browser.version(), origin, welcomed };
  },

  /** Opens an empty tab; answers its number. */
  async page() {
    const page = await (firefox ?? browser).newPage();
    pages.set(++numbers, page);
    return { page: numbers, errors: watch(page) };
  },

  /**
   * From now on answers requests for url (a pattern with * in it) in this tab
   * with what the server at via ("127.0.0.1:PORT") says, whatever the browser
   * knows about the host. (mi5.gov.uk is on every browser's list of names that
   * are only ever visited over https, which was not so in 2007.)
   */
  async serve({ page, url, via }) {
    const session = await pages.get(page).createCDPSession();
    session.on('Fetch.requestPaused', async ({ requestId, request }) => {
      try {
        const { status, headers, body } = await get(request.url, via);
        await session.send('Fetch.fulfillRequest', {
          requestId, responseCode: status, responseHeaders: headers, body: body.toString('base64'),
        });
      } catch (error) {
        await session.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionFailed' }).catch(() => {});
      }
    });
    await session.send('Fetch.enable', { patterns: [{ urlPattern: url, requestStage: 'Request' }] });
  },

  /** Goes to url; answers the address shown afterwards. */
  async open({ page, url }) {
    const tab = pages.get(page);
    await tab.bringToFront();
    await tab.goto(url, { waitUntil: 'load', timeout: 20_000 });
    return tab.url();
  },

  /** Types text into the field, as a person: focus, then key by key. */
  async type({ page, selector, text }) {
    await pages.get(page).type(selector, text);
  },

  /**
   * Runs code as the body of an async function with `page`, `browser`,
   * `background` (evaluates in the extension's service worker), `dialog`
   * (waits for the dialog's frame), `choose` (clicks in it, as the operation
   * does), `folder` (chooses a folder in a file field), `firefox`
   * (firefox.mjs, where it is one), `sleep`, `renew` (an empty tab in place of
   * this one) and `args`; answers what it returns.
   */
  async act({ page, code, args }) {
    const body = new AsyncFunction('page', 'browser', 'background', 'dialog', 'choose', 'folder', 'firefox', 'sleep', 'renew', 'args', code);
    const tab = () => pages.get(page);
    const renew = async () => {
      const other = await (firefox ?? browser).newPage();
      watch(other);
      await tab().close({ runBeforeUnload: false }).catch(() => {});
      pages.set(page, other);
      return other;
    };
    return body(tab(), browser, background, (ms) => dialog(tab(), ms), (selector) => operations.choose({ page, selector }), (selector, name) => folder(tab(), selector, name), firefox, sleep, renew, args);
  },

  /** Evaluates an expression in the extension's service worker. */
  async background({ code }) {
    return background(code);
  },

  /** Begins to note every console line, and every request of the extension's own documents and background. */
  async overhear() {
    if (firefox) return void (overheardThere = await firefox.overhear());
    overheard = [];
    const session = await (await browser.waitForTarget(isBackground)).createCDPSession();
    overhear(session);
    await session.send('Runtime.enable');
    await session.send('Network.enable');
  },

  async overheard() {
    return overheardThere ? overheardThere() : overheard;
  },

  /** Waits for the dialog's frame in the tab and for its text; answers whether it came. */
  async dialog({ page, timeout }) {
    return Boolean(await dialog(pages.get(page), timeout));
  },

  /** Evaluates an expression in the dialog's frame. */
  async inDialog({ page, code }) {
    return (await dialog(pages.get(page), 15_000)).evaluate(code);
  },

  /** Clicks, with the mouse, what selector names in the dialog's frame, and waits until the dialog is gone. */
  async choose({ page, selector }) {
    const tab = pages.get(page);
    const frame = await dialog(tab, 15_000);
    const button = await frame.waitForSelector(selector, { visible: true, timeout: 15_000 });
    if (firefox) return firefox.choose(tab, frame, selector);
    await frame.page().bringToFront();
    const click = () => button.click().catch(() => {}); // not awaited: the frame may go before it can say that it was clicked
    click();
    for (const end = Date.now() + 15_000; Date.now() < end && !frame.detached && await find(tab) === frame; ) {
      await sleep(300);
      const covered = !frame.detached && await frame.evaluate('Boolean(document.querySelector(".covered"))').catch(() => false);
      // A dialog that has only just come into sight says so, and takes the next answer; one that grew under the click was not hit.
      if (!covered && Date.now() < end - 10_000) continue;
      await sleep(500);
      click();
    }
    await gone(tab);
  },

  /** Waits until no dialog is shown. */
  async gone({ page }) {
    await gone(pages.get(page));
  },

  /** Waits for the page in place of what the network layer stopped. */
  async stopped({ page, timeout }) {
    await stopped(pages.get(page), timeout, '#back, #show');
  },

  /** Sends what was stopped; from a window of its own where the page is in a frame. */
  async sendStopped({ page }) {
    const tab = pages.get(page);
    for (const selector of [await (await stopped(tab, 15_000, '#back, #show')).$('#show') && '#show', '#once']) {
      if (!selector) continue;
      const frame = await stopped(tab, 15_000, selector);
      if (firefox) return firefox.answer(tab, frame, selector, firefox.shown);
      await frame.page().bringToFront();
      const button = await frame.waitForSelector(selector + ':not(:disabled)', { timeout: 15_000 });
      button.click().catch(() => {}); // not awaited: the page may go before it can say that it was clicked
    }
  },

  /** Writes a picture of the tab. */
  async screenshot({ page, file }) {
    await pages.get(page).screenshot({ path: file });
  },

  /** Sets the size of the tab's window, and whether the person prefers dark. */
  async shape({ page, width, height, dark, scale }) {
    const tab = pages.get(page);
    await tab.setViewport({ width, height, deviceScaleFactor: scale || 1 });
    if (!firefox) await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
  },

  /** What axe-core finds wrong in the tab, or in the dialog over it. */
  async axe({ page, over }) {
    return violations(over ? await dialog(pages.get(page), 5_000) : pages.get(page).mainFrame());
  },

  /** Opens the toolbar's popup for the tab, as a tab of its own; answers its number. */
  async popup({ page }) {
    const popup = await open(pages.get(page));
    pages.set(++numbers, popup);
    return numbers;
  },

  /** Answers what the popup is told about the tab. */
  async overview({ page }) {
    const tab = await number(pages.get(page));
    const popup = await open(pages.get(page));
    try {
      return await popup.evaluate((tab) => chrome.runtime.sendMessage({ type: 'overview', tab }), tab);
    } finally {
      await popup.close();
      await pages.get(page).bringToFront();
    }
  },

  /** The errors that scripts of the tab threw or logged so far. */
  async errors({ page }) {
    return pages.get(page).errors ?? [];
  },

  /** Closes the tab, and those that it opened. */
  async close({ page }) {
    const tab = pages.get(page);
    pages.delete(page);
    for (const popup of tab.opened) await popup.close().catch(() => {});
    await tab.close({ runBeforeUnload: false });
  },
};

const AsyncFunction = (async () => {}).constructor;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isBackground = (target) => target.type() === 'service_worker' && target.url().startsWith('chrome-extension://');

const isDialog = (frame) => /^(chrome|moz)-extension:.*\/dialog\/dialog\.html/.test(frame.url());

/** What was overheard, or null. @type {string[] | null} */
let overheard = null;
/** What was overheard, in Firefox. @type {(() => Promise<string[]>) | null} */
let overheardThere = null;
/** The sessions listened to. @type {WeakSet<import('puppeteer-core').CDPSession>} */
const heard = new WeakSet();

/** Listens to a page, a frame in another process, or the background. */
function overhear(session) {
  if (!overheard || heard.has(session)) return;
  heard.add(session);
  const note = (kind, details) => overheard.push(`${kind} ${JSON.stringify(details)}`);
  session.on('Runtime.consoleAPICalled', ({ type, args }) => note('console', { type, args }));
  session.on('Runtime.exceptionThrown', ({ exceptionDetails }) => note('console', exceptionDetails));
  session.on('Network.requestWillBeSent', ({ request, documentURL }) => documentURL?.startsWith('chrome-extension:') && note('request', request));
}

/** Evaluates code in a target, in a session of its own: one that was started again keeps its target, not its contexts. */
async function evaluate(target, expression) {
  const session = await target.createCDPSession();
  try {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  } finally {
    await session.detach().catch(() => {});
  }
}

async function background(code) {
  if (firefox) return firefox.background(code);
  let woken = false;
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) {
    if (!woken && Date.now() > end - 18_000) {
      // One that was stopped starts when a page of the extension says something.
      woken = true;
      const page = await browser.newPage();
      await page.goto(`${origin}/options/options.html`);
      await page.evaluate(() => void chrome.runtime.sendMessage({ type: 'awake' }).catch(() => {}));
      await page.close();
    }
    // One that was stopped may still be listed beside the one that was started since.
    for (const target of browser.targets().filter(isBackground).reverse()) {
      // One that is only just starting has no extension interface yet.
      const ready = evaluate(target, 'typeof chrome === "object" && Boolean(chrome.storage)').catch(() => false);
      if (await Promise.race([ready, sleep(1000)])) return evaluate(target, code);
    }
  }
  throw new Error("the extension's background does not start");
}

/** The number that the extension knows the tab by. */
async function number(page) {
  const url = JSON.stringify(page.url());
  const id = await background(`chrome.tabs.query({}).then((tabs) => tabs.find((tab) => tab.url === ${url})?.id ?? null)`);
  if (id === null) throw new Error(`no tab shows ${url}`);
  return id;
}

/** Opens the popup's page for a tab. */
async function open(page) {
  const name = `popup/popup.html?tab=${await number(page)}`;
  const popup = firefox ? await firefox.extensionPage(name) : await browser.newPage();
  watch(popup);
  await popup.setViewport({ width: 400, height: 600 });
  if (!firefox) await popup.goto(`${origin}/${name}`, { waitUntil: 'load' });
  await popup.waitForSelector('#content > :not(p.muted)', { timeout: 20_000 });
  return popup;
}

/** The dialog's frame in the tab, or in the window of its own that it has where no page can hold it up. */
async function find(page) {
  if (firefox) return firefox.dialog(page);
  const frame = page.frames().find(isDialog);
  if (frame) return frame;
  const apart = browser.targets().find((target) => target.type() === 'page' && /^(chrome|moz)-extension:.*\/dialog\/dialog\.html/.test(target.url()));
  return (await apart?.page())?.mainFrame();
}

/** The dialog's frame once its buttons are there, or null after the time. */
async function dialog(page, timeout) {
  for (const end = Date.now() + timeout; ; await sleep(50)) {
    const frame = await find(page);
    // Its buttons appear a little later than its words, so that a click meant for the page does not answer.
    const ready = frame && await frame.evaluate('Boolean(document.querySelector("#dont")) && !document.querySelector(".early")').catch(() => false);
    if (ready) return frame;
    if (Date.now() > end) return null;
  }
}

/** The frame, in the tab or another, of the page in place of what was stopped, once selector is there. */
async function stopped(page, timeout, selector) {
  if (firefox) return firefox.stopped(timeout, selector);
  const is = (one) => /^(chrome|moz)-extension:.*\/stopped\/stopped\.html/.test(one.url());
  for (const end = Date.now() + timeout; Date.now() < end; await sleep(50)) {
    const targets = browser.targets().filter((target) => target.type() === 'page' && is(target));
    const tabs = await Promise.all(targets.map((target) => target.page()));
    for (const frame of [...tabs.map((tab) => tab?.mainFrame()), ...page.frames().filter(is)]) {
      if (await frame?.$(`.answers:not(.early) :is(${selector})`).catch(() => null)) return frame;
    }
  }
  throw new Error('nothing is shown in place of what was stopped');
}

/** Chooses a folder. WebDriver BiDi cannot: in Firefox the files in it are chosen. */
async function folder(page, selector, name) {
  const names = firefox ? fs.readdirSync(name).map((file) => path.join(name, file)) : [name];
  await (await page.$(selector)).uploadFile(...names);
}

async function gone(page) {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(50)) {
    if (!await find(page)) return;
  }
  throw new Error('the dialog is still shown after fifteen seconds');
}

/** Collects what the tab's scripts throw; dismisses the boxes they open, unless somebody else listens for them. */
function watch(page) {
  page.errors = [];
  page.opened = [];
  page.on('dialog', async (box) => {
    if (page.listenerCount('dialog') > 1) return;
    page.errors.push(`a box was opened: ${box.type()} ${JSON.stringify(box.message())}`);
    await box.dismiss().catch(() => {});
  });
  const listen = (frame) => firefox || overhear(frame.client);
  listen(page.mainFrame());
  page.on('frameattached', listen);
  page.on('framenavigated', listen);
  page.on('popup', (popup) => popup && page.opened.push(popup));
  page.on('pageerror', (error) => page.errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') page.errors.push(message.text());
  });
}

/** One GET at via with the host of url, as the browser would have sent it. */
function get(url, via) {
  const { host, pathname, search } = new URL(url);
  const [hostname, port] = via.split(':');
  return new Promise((resolve, reject) => {
    const request = http.get({ hostname, port, path: pathname + search, headers: { Host: host } }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const headers = Object.entries(response.headers)
          .filter(([name]) => !['content-length', 'transfer-encoding', 'connection'].includes(name))
          .map(([name, value]) => ({ name, value: String(value) }));
        resolve({ status: response.statusCode, headers, body: Buffer.concat(parts) });
      });
    });
    request.setTimeout(10_000, () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}

// Puppeteer lets some failures go unawaited that it also reports where they matter.
process.on('unhandledRejection', (error) => console.error(String(error?.message ?? error)));

const answer = (message) => process.stdout.write(JSON.stringify(message) + '\n');

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', async (line) => {
  const { id, op, ...args } = JSON.parse(line);
  try {
    if (!Object.hasOwn(operations, op)) throw new Error(`there is no operation ${op}`);
    answer({ id, result: (await operations[op](args)) ?? null });
  } catch (error) {
    answer({ id, error: String(error?.message ?? error) });
  }
});
lines.on('close', async () => {
  closing = true;
  await browser?.close().catch(() => {});
  process.exit(0);
});
