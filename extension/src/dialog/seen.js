// Has the person seen the dialog? A page can lay something over it that lets clicks through. IntersectionObserver v2 says
// whether the browser itself drew a part with nothing over it: look(headline, answers), uncovered(), whenUncovered(…).

export const SEEN_FOR = 350; // the shortest time in which it counts as seen
const AT_LATEST = 1_500; // buttons that are never seen appear all the same: "don't send" is always taken

/** Since when each part has been uncovered. @type {Map<Element, number>} */
const seen = new Map();

/**
 * Follows whether what must be seen is: the headline once, the answers at the time of the answer. (Where the browser
 * does not say what lies over a part, being in sight counts.)
 * @param {Element} headline
 * @param {Element} answers
 */
export function look(headline, answers) {
  const options = /** @type {IntersectionObserverInit} */ ({ threshold: 0.95, trackVisibility: true, delay: 100 });
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting, isVisible = isIntersecting } of /** @type {(IntersectionObserverEntry & { isVisible?: boolean })[]} */ (entries)) {
      const since = seen.get(target) ?? Infinity;
      if (isVisible) seen.set(target, Math.min(since, performance.now()));
      else if (target === answers || !long(since)) seen.delete(target);
    }
  }, options);
  observer.observe(headline);
  observer.observe(answers);
}

/** Have headline and answers been seen, long enough? */
export function uncovered() {
  return seen.size === 2 && [...seen.values()].every(long);
}

/**
 * Calls back once the dialog has been seen, or a little later when it is not.
 * @param {() => void} then
 */
export function whenUncovered(then) {
  const begin = performance.now();
  const timer = setInterval(() => {
    if (!uncovered() && performance.now() - begin < AT_LATEST) return;
    clearInterval(timer);
    then();
  }, 50);
}

/** @param {number} since */
function long(since) {
  return performance.now() - since > SEEN_FOR;
}
