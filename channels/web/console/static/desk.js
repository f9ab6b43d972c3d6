// The desk: one ticket open, news as it comes, keys for everything. Sending is in reply.js, news in news.js.
import { toast } from "./console.js";
import { follow, pollOpen, refreshed } from "./news.js";
import { presence, signIn } from "./seat.js";
import { flush, restore, wire } from "./reply.js";

const work = document.getElementById("work");
const left = document.getElementById("left");
const help = document.getElementById("help");
const store = {
  get: (key) => { try { return localStorage.getItem("linban-desk-set:" + key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem("linban-desk-set:" + key, value); } catch { /* for this page only */ } },
};

/** The open talk, if one is open. */
export const talk = () => work.querySelector(".talk");

/** Draw the open ticket anew. What is being written, a form above the talk and an open drawer stay as they are. */
export async function refresh() {
  const open = talk();
  if (!open || work.querySelector("[data-panel]")) return;
  const answer = await fetch(`/console/tickets/${open.dataset.ticket}`, { headers: { "hx-request": "true" } }).catch(() => null);
  if (!answer || talk() !== open || work.querySelector("[data-panel]")) return;
  if (answer.status === 401) return signIn();
  if (answer.status === 404) return location.assign("/console"); // handed on to where it is not ours to see
  if (!answer.ok) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  if (open.querySelector("#reply") && made.content.querySelector("#reply")) drawParts(open, made.content);
  else {
    work.replaceChildren(made.content);
    htmx.process(work);
    begin();
  }
}

function drawParts(open, fresh) {
  const next = fresh.querySelector(".talk");
  Object.assign(open.dataset, { stand: next.dataset.stand, last: next.dataset.last });
  const log = document.getElementById("log");
  log.replaceChildren(...fresh.querySelector("#log").children, ...log.querySelectorAll(".unsent"));
  for (const part of [".talk-head", ".packet"]) {
    const now = work.querySelector(part);
    const top = now.scrollTop;
    const then = fresh.querySelector(part);
    now.replaceWith(then);
    htmx.process(then);
    then.scrollTop = top;
  }
  refreshed();
}

/** Which line of the left column is open. */
export function markOpen() {
  const open = talk()?.dataset.ticket;
  for (const line of left.querySelectorAll("a.line")) {
    if (line.dataset.ticket === open) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
}

function begin() {
  const open = talk();
  markOpen();
  if (!open) return;
  stickToEnd(document.getElementById("log"));
  refreshed();
  wire();
  restore();
  flush();
}

/** The newest words stay in view, also when the room for them shrinks; who reads further up is left there. */
function stickToEnd(log) {
  let atEnd = true;
  let room = log.clientHeight;
  const toEnd = () => { if (atEnd) log.scrollTop = log.scrollHeight; };
  log.addEventListener("scroll", () => {
    // a scroll told of after the room has changed says nothing of what the reader wants
    if (room === log.clientHeight) atEnd = log.scrollHeight - log.scrollTop - room < 60;
    else toEnd();
    room = log.clientHeight;
  }, { passive: true });
  new ResizeObserver(toEnd).observe(log);
  new MutationObserver(toEnd).observe(log, { childList: true });
  toEnd();
}

// ---- acts and their answers ----
let byHand = false;
let before = "";
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target !== work) return;
  byHand = event.detail.elt !== document.body;
  before = `${talk()?.dataset.ticket} ${talk()?.hasAttribute("data-speaks")}`;
});
work.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== work) return;
  begin();
  if (!byHand) return;
  const field = work.querySelector("[data-panel] select, [data-panel] input:not([type=hidden])");
  const another = before !== `${talk()?.dataset.ticket} ${talk()?.hasAttribute("data-speaks")}`;
  (field ?? (another ? document.getElementById("text") : null) ?? document.getElementById("talk-head"))?.focus();
});
document.addEventListener("linban-told", (event) => toast(event.detail.value ?? String(event.detail), { stays: false }));
document.addEventListener("htmx:responseError", (event) => {
  // somebody was faster: show how it stands now
  if (event.detail.xhr.status === 409 && talk() && !work.querySelector("[data-panel]")) refresh();
});

// ---- sound, help, keys ----
const sound = document.querySelector("[data-sound]");
let loud = store.get("sound") !== "off";
sound.setAttribute("aria-pressed", String(loud));
sound.addEventListener("click", () => {
  loud = !loud;
  store.set("sound", loud ? "on" : "off");
  sound.setAttribute("aria-pressed", String(loud));
  if (loud) ring();
});

let audio = null;
/** Two soft notes; silent until the page was touched once, as browsers want it. */
export function ring() {
  if (!loud || !("AudioContext" in window) || !navigator.userActivation?.hasBeenActive) return;
  audio ??= new AudioContext();
  for (const [at, tone] of [[0, 660], [0.18, 880]]) {
    const note = audio.createOscillator();
    const volume = audio.createGain();
    note.frequency.value = tone;
    volume.gain.setValueAtTime(0.0001, audio.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.12, audio.currentTime + at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.16);
    note.connect(volume).connect(audio.destination);
    note.start(audio.currentTime + at);
    note.stop(audio.currentTime + at + 0.17);
  }
}

const helpButton = document.querySelector("[data-help]");
function showHelp(open) {
  help.hidden = !open;
  helpButton.setAttribute("aria-expanded", String(open));
  (open ? help.querySelector("[data-help-close]") : helpButton).focus();
}
helpButton.addEventListener("click", () => showHelp(help.hidden));
help.querySelector("[data-help-close]").addEventListener("click", () => showHelp(false));
const keysOn = help.querySelector("[data-keys]");
keysOn.checked = store.get("keys") !== "off";
keysOn.addEventListener("change", () => store.set("keys", keysOn.checked ? "on" : "off"));

function move(by) {
  const lines = [...left.querySelectorAll("a.line")];
  if (!lines.length) return;
  const at = lines.findIndex((line) => line === document.activeElement);
  const from = at >= 0 ? at : lines.findIndex((line) => line.hasAttribute("aria-current"));
  lines[Math.min(Math.max(from + by, 0), lines.length - 1)].focus();
}

function escape() {
  if (!help.hidden) return showHelp(false);
  const drawer = work.querySelector(".drawer:not([hidden])");
  if (drawer) return work.querySelector(`[aria-controls="${drawer.id}"]`).click();
  const cancel = work.querySelector("[data-panel-close]");
  if (cancel) return cancel.click();
  return document.activeElement?.blur();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
  if (event.key === "Escape") return escape();
  const target = event.target;
  const writing = target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if (writing || !keysOn.checked || document.querySelector("[data-menu][open]")) return;
  const acts = {
    "?": () => showHelp(help.hidden),
    "？": () => showHelp(help.hidden),
    n: () => left.querySelector("[data-next] button:not([disabled])")?.click(),
    j: () => move(1),
    k: () => move(-1),
    r: () => document.getElementById("text")?.focus(),
    p: () => presence.requestSubmit(),
  };
  const act = acts[event.key] ?? (() => work.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click());
  if (!acts[event.key] && !work.querySelector(`[data-key="${CSS.escape(event.key)}"]`)) return;
  event.preventDefault();
  act();
});

begin();
follow();
setInterval(pollOpen, 3000);
