// The shapes that cross between Formtrace's parts: facts, reports, messages, and what is kept in storage.
// No shape here has room for the value of a field.

// ---- facts (content script → background → inspector) ----------------------------------------------------------------

/** One submission as the content script describes it. Strings are cut: URLs to 2,048 bytes, others to 256. */
interface Facts {
  page: { url: string };
  /** The document the form is in, when that is not the page. */
  frame?: { url: string };
  form: { id: string; name: string; index: number };
  target: TargetFacts;
  submitter?: { name: string; overrides: boolean };
  /** At most 200. */
  fields: FieldFacts[];
}

interface TargetFacts {
  /** Scheme, host, port and path; no userinfo, query or fragment. */
  url: string;
  queryNames: string[];
  method: string;
  enctype: string;
  /** _self, _blank, _parent, _top or a frame's name. */
  context: string;
}

interface FieldFacts {
  name: string;
  id: string;
  control: string;
  type: string;
  autocomplete: string;
  label: string;
  placeholder: string;
  filled: boolean;
}

// ---- report (inspector → background → dialog, badge, popup) ---------------------------------------------------------

type Verdict = "clear" | "notice" | "warn" | "danger";

interface Finding {
  rule: string;
  verdict: Verdict;
  title: string;
  why: string;
  instead?: string;
  source?: string;
  asOf?: string;
  confidence?: string;
  parameters?: Record<string, string>;
}

interface Report {
  schema: number;
  verdict: Verdict;
  interrupts: boolean;
  page: { url: string; host: string; site: string; secure: boolean };
  target: {
    url: string;
    scheme: string;
    host: string;
    site: string;
    secure: boolean;
    network: string;
    sameSite: boolean;
    method: string;
    context: string;
  };
  home: string;
  kinds: string[];
  personal: boolean;
  operator?: { id: string; name: string; role: string; jurisdiction: string; verified: boolean };
  place?: {
    address: string;
    country: string;
    countryName: string;
    confidence: string;
    asn: number;
    asName: string;
  };
  transfer: { status: string; country: string; countryName: string; basis: string; law: string };
  headline: string;
  findings: Finding[];
  unknown: string[];
  /** The host whose dossier would help and may be asked for; "" otherwise. */
  ask: string;
  /** What to look up in the memory of targets, and (keep) to write there when it is sent. */
  memory?: { key: string; keep: boolean; host: string; site: string; country: string; scheme: string; at: number };
  bundle: { channel: string; version: number; revision: string; stale: boolean };
}

/** What the worker knows about a host; it goes to the inspector as it came. */
type Dossier = Record<string, unknown>;

// ---- messages -------------------------------------------------------------------------------------------------------

/** Content script → background. Only these; the background reads everything else from the sender. */
type ContentMessage =
  /** The person has begun to fill in the form (sent again when another field becomes filled). Answer: Judgement. */
  | { type: "typing"; facts: Facts }
  /** The submission is stopped and waits. Answer: Judgement, with a question when it is held. */
  | { type: "submitting"; facts: Facts }
  /** A submission already judged has gone, untouched. No answer. */
  | { type: "sent"; facts: Facts }
  /** The document in which the person has typed is left. No answer. */
  | { type: "left" }
  /** The person dismissed the dialog from outside it (Escape, a click beside it). No answer. */
  | { type: "dismiss"; id: string };

interface Judgement {
  hold: boolean;
  /** For this one submission only: not to be kept. */
  once?: boolean;
  /** When it has gone, the background wants to be told: the memory of targets has something to write. */
  remember?: boolean;
  /** The network layer lets it go as long as its document lives, and wants to be told when that has gone. */
  quiet?: boolean;
  /** Names the open dialog, when hold is true and the submission waits. */
  question?: string;
}

/** Background → content script. */
type ToContent =
  /** Show the dialog (to the top frame). */
  | { type: "open"; id: string }
  | { type: "size"; id: string; height: number }
  | { type: "close"; id: string }
  /** A form whose fields are to be marked (to content/mark.js). `index`: as in the facts. */
  | { type: "mark"; index: number; verdict: Verdict; words: string }
  /** To the frame whose submission waits. */
  | { type: "decided"; id: string; send: boolean; encrypted: boolean };

/** "encrypted": send it, to the same address over https. */
type Answer = "dont" | "once" | "always" | "encrypted";

/** Dialog → background, over the port named "dialog". */
type FromDialog =
  | { type: "claim"; id: string }
  | { type: "size"; height: number }
  /** Something covers the dialog: it is to be in a window of its own. */
  | { type: "window" }
  | { type: "answer"; answer: Answer };

/** Background → dialog, over the same port. */
type ToDialog =
  /** `encrypted`: cleartext is the only fault, and whether https answers is being asked. */
  | { type: "question"; report: Report; always: boolean; looked: boolean; encrypted: boolean }
  | { type: "encrypted"; answers: boolean }
  | { type: "gone" };

/** What was stopped in the network, as a form can send it again. null: a file field in which nothing was chosen. */
interface Sendable {
  enctype: string;
  charset: string;
  entries: [string, string | null][];
}

/** The stopped page → background, over the port named "stopped". */
type FromStopped =
  | { type: "claim"; id: string }
  /** In a frame: show it in a window of its own. */
  | { type: "show" }
  /** Keeps the background, and so what was stopped, while the person thinks. */
  | { type: "alive" }
  | { type: "answer"; answer: "once" | "encrypted" };

/** Background → the stopped page, over the same port. */
type ToStopped =
  /** `can`: whether it can be sent again; a file, too much, or what no form writes cannot. `asks`: this page asks the person. `via`: the host that has it already. */
  | { type: "stopped"; report: Report; looked: boolean; can: "yes" | "no" | "files" | "large"; asks: boolean; encrypted: boolean; via: string }
  | { type: "encrypted"; answers: boolean }
  /** The one message with what was typed: to be sent at once. */
  | ({ type: "send"; url: string } & Sendable)
  | { type: "sent" }
  | { type: "gone" };

/** Popup and options → background. */
type PageMessage =
  /** What the popup shows for a tab. Answer: Overview. */
  | { type: "overview"; tab: number }
  /** Switches Formtrace off, or on again, for a site. */
  | { type: "switch"; site: string; off: boolean }
  /** Everything about a host, for the dossier page; `http`: also what a visit to it shows. Answer: Known. */
  | { type: "dossier"; host: string; tab: number; http: boolean }
  /** Does a worker answer at this address? Answer: WorkerHealth. */
  | { type: "health"; worker: string };

interface Overview {
  /** False where the browser keeps extensions out. */
  reachable: boolean;
  /** The page was open before the extension was: nothing of ours is in it until it is loaded again. */
  absent: boolean;
  /** Reports of the page's forms, every field counted as filled; personal and cross-site ones first. */
  forms: Report[];
  /** Forms beyond the first 30, not inspected. */
  more: number;
  /** Frames that the browser keeps extensions out of. */
  lost: number;
  /** Frames without an origin or an address of their own: the browser tells extensions of no navigation there. */
  blind: number;
  lookups: LookUp[];
  settings: Settings;
  /** The registrable domain that the tab shows; "" where it has none. */
  site: string;
  /** Formtrace is switched off for it. */
  off: boolean;
  /** The browser gives Formtrace access to some sites only, or to none. */
  withheld: boolean;
  error: string;
}

/** What is known about a host, for the page about it. */
interface Known {
  host: string;
  /** As in a report's target: only public hosts are asked about. */
  network: string;
  operator?: Report["operator"];
  dossier: Dossier | null;
  /** How asking ended; "private": such a name is never told. */
  asked: "done" | "failed" | "limit" | "off" | "private";
  worker: string;
  home: string;
}

interface WorkerHealth {
  ok: boolean;
  /** What to say, as words/*.json have it under "worker.". */
  detail: "answers" | "address" | "other" | "late" | "silent";
}

interface LookUp {
  host: string;
  /** Origin of the worker that was asked. */
  worker: string;
  /** Milliseconds since 1970. */
  at: number;
  outcome: "found" | "failed";
  incognito: boolean;
}

// ---- storage --------------------------------------------------------------------------------------------------------

/**
 * chrome.storage.local, one key for each. Tests and the demo configure the extension by setting `home` and `worker`:
 *
 *   chrome.storage.local.set({ home: "GB", worker: "http://127.0.0.1:8787" })
 */
interface Settings {
  /** ISO 3166-1 alpha-2; "" when not chosen. Until a person chooses, `homeGuess` counts. */
  home: string;
  /** The home is the guess: the person has not chosen yet, and goes on being asked. Not stored. */
  guessed: boolean;
  /** Origin of the worker (https, or http to localhost or 127.0.0.1); "" when look-ups are switched off, which is the default. */
  worker: string;
  /** When the worker is asked: about targets on other sites, about every form's with personal data, or not at all. */
  lookups: "leaving" | "always" | "off";
  /** What interrupts: dangers always; warnings; notices about personal data too. */
  strictness: "warnings" | "dangers" | "notices";
}

interface Stored extends Omit<Settings, "guessed"> {
  /** The interface's language, as in ui/words.js; "" for the browser's. */
  language: string;
  /** Registrable domains that Formtrace is switched off for. */
  off: string[];
  /** The region of the browser's language, taken at installation. */
  homeGuess: string;
  /** Pairs of sites the person always allows; keyed "page-site target-site". */
  pairs: Record<string, Pair>;
  /** Random key of this installation for the memory of targets, base64. */
  memoryKey: string;
  /** Keyed by HMAC-SHA256, base64. */
  memory: Record<string, Seen>;
}

interface Pair {
  page: string;
  target: string;
  /** Kinds of data that were to be sent when the person allowed the pair. */
  kinds: string[];
  /** The rules that had fired then, each with its verdict: "transport/cleartext danger". */
  rules: string[];
  /** It was encrypted then: cleartext is not covered. */
  secure: boolean;
  /** Milliseconds since 1970. */
  at: number;
}

interface Seen {
  host: string;
  site: string;
  country: string;
  scheme: string;
  /** The time of its facts, Unix seconds. */
  at: number;
  /** When it was written here, Unix seconds. */
  kept: number;
}

/** chrome.storage.session: gone with the browser, never on disk. Keyed "question:" + id. */
interface Question {
  id: string;
  tab: number;
  /** Where the submission waits. */
  waits: { documentId?: string; frameId?: number };
  /** The origin of the document there. */
  origin: string;
  /** The frame of that document; 0 for the page itself. */
  at: number;
  /** Cleartext is its only fault; "answers": https answers. */
  encrypted: "" | "asking" | "answers";
  facts: Facts;
  /** Which frame holds up the dialog; null before one does. */
  frame: number | null;
  report: Report;
  incognito: boolean;
  looked: boolean;
  /** Set once a dialog has asked for it: nobody else may. */
  claimed: string;
}

// ---- what classic scripts share -------------------------------------------------------------------------------------

type MessageSender = chrome.runtime.MessageSender;

interface Platform {
  shadow(element: HTMLElement): ShadowRoot | null;
  entries(data: FormData): [string, FormDataEntryValue][] | null;
  reply(sender: MessageSender): { documentId?: string; frameId?: number };
  origin(sender: MessageSender): string;
}

declare var formtracePlatform: Platform;

/** Provided by Go's wasm_exec.js, which the build puts beside the manifest unchanged. */
declare var Go: { new (): { importObject: WebAssembly.Imports; run(instance: WebAssembly.Instance): Promise<void> } };

declare module "*/wasm_exec.js" {}

/** What a service worker is told and asked for; the browser typings have it for service workers only. */
interface InstallEvent extends Event {
  /** Not in every browser. */
  addRoutes?(routes: { condition: { requestMethod?: string; urlPattern: { pathname: string } }; source: string }[]): Promise<void>;
}

interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** The Navigation API, as far as it is used and the browser typings do not have it yet. */
interface NavigateEvent {
  readonly sourceElement: Element | null;
}
