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
  /** At most 200; of a request that a script makes, those that it carries. */
  fields: FieldFacts[];
  /** Not a form: a request that a script makes by itself. */
  script?: ScriptFacts;
}

interface ScriptFacts {
  /** Of the script: scheme, host, port and path. */
  url: string;
  /** fetch, xhr, beacon, websocket, eventsource, window, image, script or iframe. */
  way: string;
  /** The person is still typing, and has asked for nothing since. */
  early: boolean;
}

/** content/scripts.js → content/sent.js, within one document: a request, whole. It goes no further. */
interface RequestShown {
  id: number;
  way: string;
  method: string;
  url: string;
  body: string;
  /** It can wait for an answer. */
  waits: boolean;
  stack: string;
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
  /** The person goes to a field: what compares with what is typed is put into this document. No answer. */
  | { type: "begin" }
  /** The document in which the person has typed is left. No answer. */
  | { type: "left" }
  /** The person dismissed the dialog from outside it (Escape, a click beside it). No answer. */
  | { type: "dismiss"; id: string };

interface Judgement {
  hold: boolean;
  /** Of a script's request: it is refused, and nobody is asked. */
  refuse?: boolean;
  /** For this one submission only: not to be kept, and asked about again when it is sent. */
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
  /** To the frame whose submission waits: does it? Answer: true, or none. */
  | { type: "waits"; id: string }
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
  /** What is held is to be made a document of. */
  | { type: "evidence" }
  /** Something covers the dialog: it is to be in a window of its own. */
  | { type: "window" }
  | { type: "answer"; answer: Answer };

/** Background → dialog, over the same port. */
type ToDialog =
  /** `encrypted`: cleartext is the only fault, and whether https answers is being asked. */
  | { type: "question"; report: Report; always: boolean; looked: boolean; encrypted: boolean }
  | { type: "encrypted"; answers: boolean }
  /** The answer could not be carried out; nothing was sent, and another is taken. */
  | { type: "failed" }
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
  /** What was stopped is to be made a document of. */
  | { type: "evidence" }
  /** The person goes back: it is not sent. */
  | { type: "back" }
  | { type: "answer"; answer: "once" | "encrypted" };

/** Background → the stopped page, over the same port. */
type ToStopped =
  /** `can`: whether it can be sent again ("held": it waits, and can go on); a file, too much, or what no form writes cannot. `asks`: this page asks the person. `via`: the host that has it already. */
  | { type: "stopped"; report: Report; looked: boolean; can: "yes" | "no" | "files" | "large" | "held"; asks: boolean; encrypted: boolean; via: string }
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
  /** What was seen of a form or a script's request, as a rule's test. Answer: its text. */
  | { type: "test"; request: import("./background/decide.js").InspectorRequest; report: Report }
  /** A document is to be made of this, and shown. */
  | { type: "evidence"; of: Pick<Evidence, "occasion" | "request" | "report" | "dossier"> }
  /** Everything about a host, for the dossier page; `http`: also what a visit to it shows. Answer: Known. */
  | { type: "dossier"; host: string; tab: number; http: boolean }
  /** Does a worker answer at this address? Answer: WorkerHealth. */
  | { type: "health"; worker: string }
  /** Look for newer rules, of one channel or of all. Answered when it is done. */
  | { type: "look"; channel?: string }
  /** The channels and how they are. Answer: ChannelShown[]. */
  | { type: "channels" };

/** A channel, as the settings show it. */
interface ChannelShown {
  /** Names its state; the address of one that was added. */
  id: string;
  name: string;
  /** 0: nothing of it is installed. */
  version: number;
  /** Unix seconds, as expires. */
  issued: number;
  expires: number;
  /** The id of the key that signed; "" for what came with the extension. */
  key: string;
  packaged: boolean;
  /** Past its day: its exemptions count no more. */
  stale: boolean;
  /** The key has been revoked since. */
  revoked: boolean;
  /** Milliseconds since 1970; 0: never. */
  looked: number;
  /** Why there was no answer; "" where there was one. */
  problem: string;
  refused: { reason: string; what: string } | null;
  /** Somebody is asked for it. */
  asked: boolean;
  /** Why the inspector does not judge by what is installed; "" where it does. */
  fault: string;
  /** The domains that it may speak of; none: all. null for the extension's own. */
  scope: string[] | null;
  added: boolean;
}

interface Overview {
  /** False where the browser keeps extensions out. */
  reachable: boolean;
  /** The page was open before the extension was: nothing of ours is in it until it is loaded again. */
  absent: boolean;
  /** Reports of the page's forms, every field counted as filled; personal and cross-site ones first. */
  forms: Report[];
  /** What each report was made from, in the same order. */
  inspected: import("./background/decide.js").InspectorRequest[];
  /** What scripts sent, or tried to, that carried something typed; newest first. */
  requests: ScriptRequest[];
  /** Forms beyond the first 30, not inspected. */
  more: number;
  /** Frames that the browser keeps extensions out of. */
  lost: number;
  /** Frames without an origin or an address of their own: the browser tells extensions of no navigation there. */
  blind: number;
  lookups: LookUp[];
  settings: Settings;
  /** Names of channels of rules that are past their day. */
  stale?: string[];
  /** What an organisation has set: nothing is held back; these options; and the sites that a pair allows this page's forms to send to. */
  managed: { reportOnly: boolean; fixed: string[]; allowed: string[] };
  /** The registrable domain that the tab shows; "" where it has none. */
  site: string;
  /** In a private window. */
  incognito: boolean;
  /** Formtrace is switched off for it. */
  off: boolean;
  /** The browser gives Formtrace access to some sites only, or to none. */
  withheld: boolean;
  error: string;
}

/** A request of a script that carried something typed. Kept in storage.session under "requests", by tab. */
interface ScriptRequest {
  report: Report;
  /** What the report was made from. */
  request: import("./background/decide.js").InspectorRequest;
  script: ScriptFacts;
  /** "asked": the person was; "refused": it was not sent, and nobody was asked; "sent". */
  outcome: "sent" | "asked" | "refused";
  /** Milliseconds since 1970, of the last time. */
  at: number;
  times: number;
  incognito: boolean;
}

/** What is known about a host, for the page about it. */
interface Known {
  host: string;
  /** As in a report's target: only public hosts are asked about. */
  network: string;
  operator?: Report["operator"];
  dossier: Dossier | null;
  /** How asking ended; "private" and "never" (the organisation names it): such a name is never told. */
  asked: "done" | "failed" | "limit" | "off" | "private" | "never";
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
  /** What happens to what a script sends to another site while the person is still typing. */
  leaks: "report" | "refuse";
  /** When the worker is asked: about targets on other sites, about every form's with personal data, or not at all. */
  lookups: "leaving" | "always" | "off";
  /** What interrupts: dangers always; warnings; notices about personal data too. */
  strictness: "warnings" | "dangers" | "notices";
  /** Whether a history of interruptions is kept. */
  history: "on" | "off";
}

interface Stored extends Omit<Settings, "guessed"> {
  /** The interface's language, as in ui/words.js; "" for the browser's. */
  language: string;
  /** Registrable domains that Formtrace is switched off for. */
  off: string[];
  /** The region of the browser's language, taken at installation. */
  homeGuess: string;
  /** The public root key of the extension's own channel, 32 bytes in base64, in place of the one that it came with. */
  rootKey: string;
  /** Channels that the person added. */
  channels: ChannelChoice[];
  /** Pairs of sites the person always allows; keyed "page-site target-site". */
  pairs: Record<string, Pair>;
  /** Random key of this installation for the memory of targets, base64. */
  memoryKey: string;
  /** Keyed by HMAC-SHA256, base64. */
  memory: Record<string, Seen>;
}

/** What an organisation can set, beside what a person can; managed.json says it of each. */
interface ManagedValues extends Pick<Stored, "home" | "worker" | "lookups" | "strictness" | "leaks" | "off" | "rootKey" | "channels" | "language"> {
  reportOnly: boolean;
  never: string[];
  pairs: ManagedPair[];
  channel: ChannelChoice;
}

interface ManagedPair {
  /** A host's name, as target; each stands for the names under it, too. */
  page: string;
  target: string;
  /** The sensitive kinds of data that it covers. */
  kinds?: string[];
}

interface Managed {
  values: Partial<ManagedValues>;
  /** What was wrong, and left out: its key, in a list with its place there, and the words for what was expected. */
  faults: { key: string; expected: import("./ui/words.js").Key; choices?: string[] }[];
  /** Is this host never to be looked up? */
  never(host: string): boolean;
}

/** What a value of an organisation's may be. */
interface Option {
  is(value: unknown): boolean;
  /** A list, of which `is` is asked for each. */
  list?: true;
  expected: import("./ui/words.js").Key;
  /** What the words name. */
  choices?: () => string[];
}

interface ChannelChoice {
  /** The folder of the channel in a published folder. */
  address: string;
  /** The public root key that signs its list of keys. */
  key: string;
}

/** What is known of a channel. In storage.local under "channel:" and its id; written in one piece. */
interface ChannelState {
  /** The root key under which it is known. */
  root: string;
  /** Of the newest list of keys that was believed. */
  keysVersion: number;
  /** Milliseconds since 1970. */
  looked: number;
  /** Why there was no answer, the last time; "" where there was. */
  problem: string;
  /** Why what was offered the last time is not installed. */
  refused: { reason: string; what: string } | null;
  installed: Installed | null;
}

/** Which bundle of a channel counts; its bytes are in IndexedDB. */
interface Installed {
  channel: string;
  version: number;
  revision: string;
  /** Unix seconds. */
  issued: number;
  expires: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  digest: string;
  size: number;
  /** The id of the key that signed it, and its signature in base64. */
  key: string;
  signature: string;
  /** Of a third party's channel: the domains that it may speak of. */
  scope: string[] | null;
  /** When it was installed, milliseconds since 1970. */
  at: number;
  revoked: boolean;
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

/**
 * One entry of the history, in IndexedDB: something was held, stopped or warned of. It names sites and hosts, and has no
 * room for a page's path, a title or a value. history/schema.json is its shape in a file.
 */
interface Interruption {
  /** Milliseconds since 1970, to the minute. */
  at: number;
  /** "held": the person was asked over the page; "stopped": in the network; "leak": while they typed; "changed": it goes elsewhere than before; "reported": it would have been held, had the organisation not set to report only. */
  event: "held" | "stopped" | "leak" | "changed" | "reported";
  /** Registrable domain of the page, or its host where it has none; "" where it has neither. */
  page: string;
  /** The same of where it was to go. */
  target: string;
  /** Where it was to go; within the page's own site only that. */
  host: string;
  verdict: Verdict;
  findings: Pick<Finding, "rule" | "verdict" | "title">[];
  /** Kinds of fields. */
  kinds: string[];
  /** "early": by a script, while the person was typing. */
  way: "form" | "script" | "early";
  /** What became of it. "unanswered" and "refused" were not sent; "sent" was, and nobody was asked. */
  outcome: Answer | "unanswered" | "refused" | "sent";
  /** How often it came to this within an hour. */
  times: number;
}

/** What a document of evidence is made from. chrome.storage.session, as questions are. Keyed "evidence:" + id. */
interface Evidence {
  /** As in the document's schema; "host": there is no report. */
  occasion: "inspected" | "held" | "refused" | "sent" | "host";
  /** When the person asked for it, RFC 3339 with the zone; and in milliseconds since 1970. */
  made: string;
  at: number;
  request: import("./background/decide.js").InspectorRequest | { home: string };
  report: Report | null;
  /** null: it is in the request, or there is none. */
  dossier: Dossier | null;
  bundle: { channel: string; version: number; revision: string; rules: string; issued: string; expires: string; stale: boolean; sha256: string };
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
  /** What the report was made from. */
  request: import("./background/decide.js").InspectorRequest;
  /** Which frame holds up the dialog; null before one does. */
  frame: number | null;
  report: Report;
  incognito: boolean;
  looked: boolean;
  /** Set once a dialog has asked for it: nobody else may. */
  claimed: string;
  /** The person said "send", and that is being carried out: after a stop of the background it may have been done. */
  answered: boolean;
}

// ---- what classic scripts share -------------------------------------------------------------------------------------

type MessageSender = chrome.runtime.MessageSender;

/** The first four are there for content scripts, the others for the background. */
interface Platform {
  shadow(element: HTMLElement): ShadowRoot | null;
  go(url: string): void;
  opens(): boolean;
  entries(data: FormData): [string, FormDataEntryValue][];
  reply(sender: MessageSender): { documentId?: string; frameId?: number };
  origin(sender: MessageSender): string;
}

declare var formtracePlatform: Platform;

/** content/sent.js, when it is there: a trusted input event came to an element. */
declare var formtraceTyped: ((element: Element) => void) | undefined;

/** content/reporting.js, when it is there: nothing is held back. */
declare var formtraceReporting: true | undefined;

/** content/rebuild.js, when it is there. */
declare var formtraceRebuild: undefined | ((stopped: Parameters<typeof formtraceResume.send>[0], expect: (stopped: Parameters<typeof formtraceResume.send>[0], form: HTMLFormElement) => void) => void);

/** content/overlay.js, when it is there. `then`: to be done by a click. */
declare var formtraceOverlay: undefined | { say(text: string, then?: () => void): void };

declare var formtraceDigest: { all(text: string): Uint8Array[] };

/** A value, as it may be written. */
interface Needle {
  /** In small letters. */
  text: string;
  /** Without spaces and hyphens; "" when it is too short to be looked for within words. */
  squeezed: string;
  /** base64, without padding. */
  exact: string[];
  hex: string[];
}

/** A text, prepared to be searched: in small letters and undone, with one alphabet of base64, and in small letters. */
interface Hay {
  plain: string[];
  exact: string;
  hex: string;
}

declare var formtraceNeedles: {
  of(value: string): Needle | null;
  hay(text: string): Hay;
  found(needle: Needle, hay: Hay): boolean;
};

/** Provided by Go's wasm_exec.js, which the build puts beside the manifest unchanged. */
declare var Go: { new (): { importObject: WebAssembly.Imports; run(instance: WebAssembly.Instance): Promise<void> } };

declare module "*/wasm_exec.js" {}

/** wasm/evidence/evidence.js, which the build puts beside the page that uses it. */
declare module "*/make.js" {
  export interface Node {
    $ref?: string;
    type?: string;
    format?: string;
    items?: Node;
    properties?: Record<string, Node>;
    $defs?: Record<string, Node>;
  }
  export interface Known {
    occasion: Evidence["occasion"];
    made: string;
    request: Record<string, unknown>;
    report: Record<string, unknown> | null;
    dossier: Record<string, unknown> | null;
    bundle: Record<string, unknown>;
  }
  export function make(known: Known, knowledge: unknown, schema: Node): Promise<Record<string, unknown>>;
  export function text(document: Record<string, unknown>): string;
}

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
