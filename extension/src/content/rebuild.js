// Sends a form that the page took away meanwhile: one of our own, with the same entries. It comes with content/sent.js.

globalThis.formtraceRebuild ??= (() => {
  const { read, call, make } = formtraceFacts;

  /**
   * @param {Parameters<typeof formtraceResume.send>[0]} stopped
   * @param {(stopped: Parameters<typeof formtraceResume.send>[0], form: HTMLFormElement) => void} expect lets its navigation pass
   */
  return (stopped, expect) => {
    const form = make("form");
    form.method = "post";
    form.enctype = stopped.enctype;
    form.acceptCharset = stopped.charset || read(document, "characterSet");
    form.hidden = true;
    form.action = stopped.url;
    for (const [name, value] of stopped.entries ?? []) {
      const input = make("input");
      input.type = typeof value === "string" ? "hidden" : "file";
      input.name = name;
      if (typeof value === "string") {
        input.value = value;
      } else {
        const chosen = new DataTransfer();
        if (value.name || value.size) chosen.items.add(value);
        input.files = chosen.files;
      }
      form.append(input);
    }
    call(document, "querySelector", ":root").append(form);
    expect(stopped, form);
    call(form, "submit");
    form.remove();
  };
})();
