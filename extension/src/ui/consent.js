// Firefox has a question of its own before data is sent anywhere (data_collection_permissions in the manifest). Where the
// browser has none, the page's own words and button are the question.

/**
 * Asks whether host names may be told to the worker. To be called while the person's click counts.
 * @returns {Promise<boolean>}
 */
export async function consent() {
  const firefox = /** @type {any} */ (globalThis).browser?.permissions;
  const optional = /** @type {any} */ (chrome.runtime.getManifest()).browser_specific_settings?.gecko?.data_collection_permissions?.optional;
  if (!firefox || !optional) return true;
  try {
    return await firefox.request({ data_collection: optional });
  } catch {
    return false; // it could not be asked: nobody has agreed
  }
}
