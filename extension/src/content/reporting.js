// Comes into a document before sent.js where an organisation has set that nothing is held back: a request that cannot wait
// is then judged and goes, where it would have been refused.

globalThis.formtraceReporting = true;
