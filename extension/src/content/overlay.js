// Shows the dialog over the page. The dialog itself is an extension page in an iframe, which the page can neither read nor
// script; this file only holds it up, in a modal <dialog> in a closed shadow root. It comes into a frame when a person goes
// to a field there, and when there is something to show.

globalThis.formtraceOverlay ??= (() => {
  formtraceStart.wake();
  const { call, make } = formtraceFacts;

  /** @type {{ id: string, host: HTMLElement, dialog: HTMLDialogElement, content: HTMLElement } | null} */
  let shown = null;

  /**
   * @param {string} name
   * @param {Record<string, string>} style
   * @returns {any}
   */
  const element = (name, style) => {
    const made = make(name);
    // Set by script, so that no content security policy applies, and important, so that no style of the page does.
    for (const [property, value] of Object.entries({ all: "initial", ...style })) {
      made.style.setProperty(property, value, "important");
    }
    return made;
  };

  const dismiss = () => {
    if (!shown) return;
    const { id } = shown;
    close(); // first: when the extension was updated meanwhile, the next line throws
    if (id && chrome.runtime?.id) chrome.runtime.sendMessage({ type: "dismiss", id }).catch(() => {});
  };

  const close = () => {
    if (!shown) return;
    const { dialog, host } = shown;
    shown = null;
    dialog.close(); // gives the focus back
    host.remove();
  };

  /**
   * Holds something up over the page.
   * @param {string} id of the question; "" where there is none
   * @param {HTMLElement} content
   */
  const hold = (id, content) => {
    close();
    const host = element("div", { position: "fixed" });
    const dialog = element("dialog", {
      position: "fixed",
      inset: "0",
      width: "100%",
      height: "100%",
      display: "grid",
      "grid-template": "100% / 100%",
      "place-items": "center",
      overflow: "hidden",
      background: "#0c121c80",
    });
    dialog.append(content);
    host.attachShadow({ mode: "closed" }).append(dialog);
    const at = performance.now();
    shown = { id, host, dialog, content };
    dialog.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      // The second half of a double click on the page's button must not be taken for an answer.
      if (event.isTrusted && event.target === dialog && performance.now() - at > 600) dismiss();
    });
    dialog.addEventListener("cancel", (/** @type {Event} */ event) => {
      event.preventDefault();
      if (event.isTrusted) dismiss();
    });
    dialog.addEventListener("close", () => shown?.dialog === dialog && dismiss());
    call(document, "querySelector", ":root").append(host);
    dialog.showModal();
  };

  const BOX = {
    width: "min(38rem, calc(100% - 16px))",
    "max-height": "calc(100% - 16px)",
    "border-radius": "14px",
    outline: "1px solid #0000", // seen where the browser sets the colours
    "box-shadow": "0 16px 48px #0006",
    "color-scheme": "light dark",
    background: "Canvas",
  };

  /** @param {string} id */
  const open = (id) => {
    const frame = element("iframe", { ...BOX, height: "30rem" });
    frame.title = "Formtrace";
    frame.src = chrome.runtime.getURL("dialog/dialog.html") + "#" + id;
    hold(id, frame);
    frame.focus();
  };

  /**
   * Tells the person something, where there is no question.
   * @param {string} text
   * @param {() => void} [then] to be done by a click
   */
  const say = (text, then) => {
    const box = element("div", { ...BOX, "box-sizing": "border-box", padding: "20px", overflow: "auto", color: "CanvasText", font: "1rem/1.5 system-ui" });
    const button = element("button", { all: "revert", font: "inherit" });
    button.textContent = then ? "Send" : "Close";
    button.addEventListener("click", (/** @type {Event} */ event) => {
      dismiss();
      if (event.isTrusted) then?.();
    });
    box.append(text, " ", button);
    hold("", box);
    button.focus();
  };

  chrome.runtime.onMessage.addListener((/** @type {ToContent} */ message, sender, answer) => {
    if (sender.id !== chrome.runtime.id || sender.tab) return;
    if (message.type === "open") {
      if (crossOriginIsolated) return; // it refuses the frame
      open(message.id);
      answer(true);
    } else if (message.type === "size" && shown?.id === message.id) {
      shown.content.style.setProperty("height", Math.ceil(message.height) + "px", "important");
    } else if (message.type === "close" && shown?.id === message.id) {
      close();
    }
  });

  formtraceStart.hear("pagehide", dismiss); // the page may come back from the browser's cache
  dismiss(); // once, as a first call takes long
  return { say };
})();
