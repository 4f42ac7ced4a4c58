// Tries the worker's page in Chromium, for page_test.go: by keyboard alone, in
// both colour schemes and at two widths, and lets axe look at it.
//
//   node page.mjs {"browser", "args", "url", "host", "sample", "pictures"}
//
// prints a list of what is wrong, as JSON. sample is a dossier with every section;
// pictures is a folder for screenshots, or "".

import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';

const require = createRequire(import.meta.url);
const { source } = require('axe-core');
const input = JSON.parse(process.argv[2]);
const wrong = [];

const browser = await puppeteer.launch({ executablePath: input.browser, pipe: true, headless: true, args: input.args });
try {
  for (const scheme of ['light', 'dark']) {
    for (const width of [1000, 320]) {
      const name = `${scheme}-${width}`;
      const note = (/** @type {string} */ text) => wrong.push(`${name}: ${text}`);
      const page = await browser.newPage();
      page.on('console', (message) => { if (message.type() !== 'log' && !message.text().includes('status of 400')) note(`console: ${message.text()}`); });
      page.on('pageerror', (error) => note(`error: ${error.message}`));
      await page.setViewport({ width, height: 800 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      let sampled = false;
      const elsewhere = [];
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        if (!request.url().startsWith(input.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
        if (sampled && request.url().includes('/v1/hosts/')) request.respond({ contentType: 'application/json', body: input.sample });
        else request.continue();
      });

      const look = async (state) => {
        const [scroll, ground] = await page.evaluate(() => [document.documentElement.scrollWidth, getComputedStyle(document.body).backgroundColor]);
        if (scroll > width) note(`${state}: ${scroll} pixels wide`);
        if ((ground === 'rgb(255, 255, 255)') !== (scheme === 'light')) note(`${state}: the ground is ${ground}`);
        await page.evaluate(source);
        const { violations } = await page.evaluate(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        for (const v of violations) note(`${state}: ${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join(' ').slice(0, 300)}`);
        if (input.pictures) await page.screenshot({ path: `${input.pictures}/${name}-${state}.png`, fullPage: true });
      };
      const ask = async (host) => {
        await page.focus('#host');
        await page.keyboard.down('Control');
        await page.keyboard.press('a');
        await page.keyboard.up('Control');
        await page.keyboard.type(host);
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => !document.getElementById('status').textContent.startsWith('Looking up'));
        return page.evaluate(() => [document.getElementById('status').textContent, document.querySelectorAll('.card').length, document.body.innerText]);
      };

      await page.goto(input.url);
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement.id) !== 'host') note('the first thing that the keyboard reaches is not the field');
      await look('empty');

      const [said, cards, text] = await ask(input.host);
      if (!said.startsWith(`What is known about ${input.host}`) || cards < 2 || !text.includes('United Kingdom (GB)')) note(`${input.host}: ${said}, ${cards} cards`);
      await look('lab');

      const [refused, none] = await ask('printer.local');
      if (!refused.includes('never public') || none !== 0) note(`a name that is not public: ${refused}, ${none} cards`);
      await look('refused');

      sampled = true;
      const [, all, whole] = await ask('<b>x</b>.example.org');
      if (all !== 6) note(`the sample has ${all} cards`);
      if (!whole.includes('<i>Registrar</i>')) note('what looks like HTML is not shown as text');
      await look('all');
      for (const url of elsewhere) note(`the page asked ${url}`);
      await page.close();
    }
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(wrong));
