// Why something that a channel offers is not installed: the reasons of rules/channel (refusal.go), and their words.

/**
 * @typedef {"too-large" | "damaged" | "bad-signature" | "wrong-key" | "revoked-key" | "wrong-channel" | "older" | "expired" | "newer-client" | "out-of-scope"} Reason
 */

export class Refusal extends Error {
  /**
   * @param {Reason} reason
   * @param {string} what a sentence's part, plain text
   */
  constructor(reason, what) {
    super(what);
    this.reason = reason;
  }
}
