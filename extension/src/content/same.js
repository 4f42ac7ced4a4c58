// Is a submission the one that was looked at while the person typed? formtraceSame.note(…) keeps what the facts were made
// from, formtraceSame.key(…) says whether all of that is as it was: then the facts are, too, and need not be made again at
// the moment when the page is to go. What it keeps is in the fields of the page itself, and stays in this document.

const formtraceSame = formtraceStart.part(() => {
  const { read, effective } = formtraceFacts;

  /** @typedef {(string | boolean | null | undefined)[]} State */

  /** The last that was looked at. @type {{ form: HTMLFormElement, submitter: Element | null, state: State, key: string } | null} */
  let noted = null;

  /**
   * What facts of a form depend on, in the order of its elements; five of each. Labels and the like are not among it: what
   * counts is what a field asked for when the person typed.
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   * @returns {State}
   */
  const look = (form, submitter) => {
    const state = [effective(form, submitter, "action"), effective(form, submitter, "method"), effective(form, submitter, "enctype"), location.href, null];
    for (const control of read(form, "elements")) state.push(control.name, control.type, control.value, control.checked, control.matches(":disabled"));
    return state;
  };

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   * @param {string} key of the facts
   */
  const note = (form, submitter, key) => {
    noted = { form, submitter, state: look(form, submitter), key };
  };

  /**
   * The key of the facts of what is being sent; "" where it is not what was noted.
   * @param {HTMLFormElement | null} form
   * @param {HTMLElement | null} submitter
   * @param {string} url
   * @param {[string, FormDataEntryValue][] | null} entries
   */
  const key = (form, submitter, url, entries) => {
    if (!noted || !entries || noted.form !== form || noted.submitter !== submitter || noted.state[0] !== url) return "";
    const { state, key } = noted;
    const now = look(form, submitter);
    if (now.length !== state.length) return "";
    for (let i = 0; i < now.length; i++) if (now[i] !== state[i]) return "";
    // A page may add to what the browser has collected.
    for (const [name, value] of entries) {
      let own = false;
      for (let i = 5; i < now.length; i += 5) own ||= now[i] === name && now[i + 2] === value;
      if (!own) return "";
    }
    return key;
  };

  return { note, key };
});
