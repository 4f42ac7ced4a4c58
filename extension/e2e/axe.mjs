// What axe-core finds wrong in a document of the extension.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * One line for each violation and element: rule, selector, and what would mend it.
 * @param {import('puppeteer-core').Frame} frame
 * @returns {Promise<{ violations: string[], passes: number }>} passes: how many rules found something to look at, and it was well
 */
export async function violations(frame) {
  if (!await frame.evaluate('typeof axe === "object"')) await frame.evaluate(source);
  const { violations, passes } = await frame.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const lines = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`));
  return { violations: lines, passes: passes.length };
}
