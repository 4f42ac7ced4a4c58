// The first run: home (guessed, and confirmed here), worker (none unless the person agrees to one), language.

import { settings } from "../background/settings.js";
import { lockManaged } from "../ui/managed.js";
import { get, homes, languages, translate, worker } from "../ui/setup.js";
import { speak, t } from "../ui/words.js";

const home = get("home", HTMLSelectElement);

await speak();
translate();
document.title = t("welcome.title");
await Promise.all([
  homes(home),
  languages(get("language", HTMLSelectElement)),
  worker({
    address: get("worker", HTMLInputElement),
    save: get("save", HTMLElement),
    test: get("test", HTMLElement),
    off: get("off", HTMLElement),
    state: get("worker-state", HTMLElement),
  }),
]);
get("guessed", HTMLElement).hidden = !(await settings()).guessed;
await lockManaged();

home.addEventListener("change", async () => {
  await chrome.storage.local.set({ home: home.value });
  get("guessed", HTMLElement).hidden = true;
});

get("done", HTMLElement).addEventListener("click", async () => {
  if (!home.disabled) await chrome.storage.local.set({ home: home.value }); // a guess that was left as it is, is confirmed by this
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
});
