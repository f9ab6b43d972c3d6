// Writing to the citizen: nothing typed is lost, nothing is said twice, what did not go out says so and goes out later.
import { refresh, talk } from "./desk.js";
import { signIn } from "./seat.js";
import { merge } from "./news.js";
import { sentenceOf, toast } from "./console.js";

const PREFIX = "linban-desk:";
const memory = {
  get: (key) => { try { return localStorage.getItem(PREFIX + key); } catch { return null; } },
  set: (key, value) => {
    try {
      if (value) localStorage.setItem(PREFIX + key, value);
      else localStorage.removeItem(PREFIX + key);
    } catch { /* a full storage only means that a draft does not outlive the page */ }
  },
};
const fields = () => ({ form: document.getElementById("reply"), text: document.getElementById("text") });
const open = () => talk()?.dataset.ticket;
const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2, 12)}`;
const waiting = (ticket) => JSON.parse(memory.get(`unsent:${ticket}`) ?? "[]");
const keep = (ticket, all) => memory.set(`unsent:${ticket}`, all.length ? JSON.stringify(all) : "");

let noting = false;
let typed = 0;
let sending = false;

/** Give the reply box of a freshly drawn ticket its behaviour. */
export function wire() {
  const { form, text } = fields();
  if (!form || form.dataset.wired) return;
  form.dataset.wired = "1";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words) return text.focus();
    text.value = "";
    memory.set(`draft:${open()}`, "");
    put({ kind: noting ? "note" : "say", text: words });
    setNoting(false);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  text.addEventListener("input", () => {
    memory.set(`draft:${open()}`, text.value);
    if (noting || Date.now() - typed < 3000) return;
    typed = Date.now();
    fetch(`/console/tickets/${open()}/typing`, { method: "POST", headers: { "hx-request": "true" } }).catch(() => {});
  });
  form.querySelector("[data-note]").addEventListener("click", () => { setNoting(!noting); text.focus(); });
  for (const button of form.querySelectorAll("[data-drawer]")) button.addEventListener("click", () => toggle(button));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.canned !== undefined) insert(button.dataset.canned);
    if (button.dataset.sendItem) put({ kind: "say", text: "", items: [button.dataset.sendItem] });
    if (button.dataset.sendItems) put({ kind: "say", text: "", items: button.dataset.sendItems.split(",") });
    if (button.dataset.sendList) put({ kind: "say", text: "", checklist: button.dataset.sendList });
  });
}

function setNoting(on) {
  const { form, text } = fields();
  noting = on;
  if (!form) return;
  form.classList.toggle("noting", on);
  form.querySelector("[data-note]").setAttribute("aria-pressed", String(on));
  form.querySelector("[data-note-words]").hidden = !on;
  form.querySelector(".send").textContent = on ? "记下" : "发送";
  text.placeholder = on ? "写给同事看的备注，群众看不到。" : "写给群众的话。回车发送，Shift＋回车换行。";
}

function toggle(button) {
  const { form, text } = fields();
  const drawer = document.getElementById(button.getAttribute("aria-controls"));
  const opens = drawer.hidden;
  for (const other of form.querySelectorAll("[data-drawer]")) {
    other.setAttribute("aria-expanded", String(other === button && opens));
    document.getElementById(other.getAttribute("aria-controls")).hidden = !(other === button && opens);
  }
  if (opens) drawer.querySelector("input, button")?.focus();
  else text.focus();
}

function insert(words) {
  const { text } = fields();
  const [from, to] = [text.selectionStart, text.selectionEnd];
  text.setRangeText(words, from, to, "end");
  memory.set(`draft:${open()}`, text.value);
  const shown = document.querySelector('[data-drawer="canned"]');
  if (shown.getAttribute("aria-expanded") === "true") toggle(shown);
  text.focus();
}

/** Bring back what was being written to this citizen. */
export function restore() {
  const { text } = fields();
  if (text && !text.value) text.value = memory.get(`draft:${open()}`) ?? "";
  if (text) setNoting(false);
}

function put(words) {
  const ticket = open();
  keep(ticket, [...waiting(ticket), { key: newKey(), ...words }]);
  flush();
}

function pending(one) {
  const log = document.getElementById("log");
  if (log.querySelector(`[data-pending="${one.key}"]`)) return;
  const bubble = document.createElement("article");
  bubble.className = `bubble ${one.kind === "note" ? "note" : "agent"} unsent`;
  bubble.dataset.pending = one.key;
  const words = document.createElement("p");
  words.textContent = one.text || (one.checklist ? "（清单）" : "（事项卡片）");
  const soft = document.createElement("p");
  soft.className = "soft";
  soft.textContent = "正在发出……";
  bubble.append(words, soft);
  log.append(bubble);
  log.scrollTop = log.scrollHeight;
}

/** Send what is waiting, oldest first; what cannot go out stays and is tried again. */
export async function flush() {
  const ticket = open();
  if (sending || !ticket || !document.getElementById("reply")) return;
  const [first] = waiting(ticket);
  if (!first) return;
  for (const one of waiting(ticket)) pending(one);
  sending = true;
  let again = 0;
  try {
    again = await deliver(ticket, first);
  } finally {
    sending = false;
  }
  if (waiting(ticket).length) setTimeout(flush, again);
}

async function deliver(ticket, one) {
  const form = new URLSearchParams({ key: one.key, text: one.text });
  if (one.checklist) form.set("checklist", one.checklist);
  for (const item of one.items ?? []) form.append("item", item);
  let status = 0;
  let body = "";
  try {
    const answer = await fetch(`/console/tickets/${ticket}/${one.kind}`, { method: "POST", headers: { "hx-request": "true" }, body: form });
    status = answer.status;
    body = await answer.text();
  } catch { /* no answer: status stays 0 */ }
  if (status === 401) { signIn(); return 5000; }
  if (status === 0 || status === 429 || status >= 500) {
    const box = document.querySelector(`[data-pending="${one.key}"] .soft`);
    if (box) box.textContent = "还没有发出。话还在，连上后会自动再发。";
    return 5000;
  }
  keep(ticket, waiting(ticket).filter((other) => other.key !== one.key));
  document.querySelector(`[data-pending="${one.key}"]`)?.remove();
  if (status >= 400) {
    refuse(ticket, one, sentenceOf(status, body));
  } else if (open() === ticket) {
    if (one.kind === "note") refresh();
    else merge(body);
  }
  return 0;
}

function refuse(ticket, one, words) {
  // give the words back to be changed
  const { text } = fields();
  if (one.text && open() === ticket && text && !text.value) {
    text.value = one.text;
    memory.set(`draft:${ticket}`, one.text);
  }
  toast(words);
}

window.addEventListener("online", flush);
