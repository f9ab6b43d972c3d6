// The talk without reloading: sends the page's own forms, shows what comes, loses nothing when the line breaks.
// Everything here also works without this file, one page at a time.

import { liven } from "./list.js";
import { follow, hearTyping } from "./live.js";

const log = document.getElementById("log");
const say = document.getElementById("say");
const text = document.getElementById("text");
const trouble = document.getElementById("trouble");
const status = document.getElementById("status");
const retry = trouble.querySelector("[data-retry]");
const DRAFT = "linban:draft";
const UNSENT = "linban:unsent";
const fresh = Boolean(document.getElementById("begin"));
// how long to wait for an answer before offering to send again: 长辈版 waits twice as long
const PATIENCE_MS = document.documentElement.classList.contains("plain") ? 60_000 : 30_000;
// kinds of reply that wait for an answer; after all others the reader begins at the beginning
const ASKS = ["question", "choice", "bundle", "trouble"].map((kind) => `[data-kind=${kind}]`).join();
const EXAMPLES = [
  "比如：孩子刚出生，要办哪些手续",
  "比如：老人卧床，想找人上门照顾",
  "比如：公司不开了，社保怎么办",
  "比如：身份证丢了，怎么补",
];

// these change more than the talk: the browser sends the form itself and draws the page anew
const WHOLE_PAGE = /^(restart|plain:.*)$/;

let busy = false;

// ---- small memory of this tab: what is typed, what is on its way ----
const memory = {
  get(key) {
    try { return sessionStorage.getItem(key); } catch { return null; }
  },
  set(key, value) {
    try {
      if (value) sessionStorage.setItem(key, value);
      else sessionStorage.removeItem(key);
    } catch { /* private mode: nothing is kept, nothing breaks */ }
  },
};

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
}

// ---- what is seen ----
function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 4}px`;
}

function tell(words, canRetry = false) {
  trouble.querySelector("[data-words]").textContent = words;
  trouble.hidden = !words;
  retry.hidden = !canRetry;
  if (words) trouble.scrollIntoView({ block: "nearest" });
}

function mine(words) {
  const bubble = document.getElementById("pending-citizen").content.firstElementChild.cloneNode(true);
  bubble.querySelector(".words").textContent = words;
  log.append(bubble);
  return bubble;
}

function typing() {
  const dots = document.getElementById("pending-bot").content.firstElementChild.cloneNode(true);
  log.append(dots);
  status.textContent = "正在查，请稍等";
  bringIntoView(log.lastElementChild.previousElementSibling, dots);
  return dots;
}

function setBusy(on) {
  busy = on;
  log.setAttribute("aria-busy", String(on));
  for (const button of log.querySelectorAll("[data-choices] button")) button.disabled = on;
}

function withdrawOldChoices() {
  for (const form of log.querySelectorAll("[data-choices]")) form.remove();
  const begin = document.getElementById("begin");
  if (begin) {
    begin.remove();
    text.placeholder = "还想问什么";
    grow();
  }
}

/** Show the new bubbles; where numbers were hidden, hide them in the citizen's own bubble as well. */
function show(html, mine) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const masked = holder.content.querySelector("[data-mine]");
  if (masked) {
    mine.querySelector(".words").textContent = masked.textContent;
    masked.remove();
  }
  const first = holder.content.firstElementChild;
  liven(holder.content);
  readable(holder.content);
  log.append(holder.content);
  return first;
}

/** Scroll so that all of the newest answer is seen if it fits, else what must be answered, else its beginning. */
function bringIntoView(first, last) {
  if (!first || !last) return;
  const fixed = (element) => (getComputedStyle(element).position === "sticky" ? element.offsetHeight : 0);
  const top = fixed(document.querySelector(".top")) + 12;
  const bottom = innerHeight - fixed(document.querySelector(".say-place")) - 12;
  const [from, to] = [first.getBoundingClientRect(), last.getBoundingClientRect()];
  if (to.bottom - from.top <= bottom - top) scrollBy({ top: from.top - top });
  else if (to.height <= bottom - top) scrollBy({ top: to.bottom - bottom });
  else scrollBy({ top: to.top - top });
}

/** A question in view and with the focus; an answer in view from its beginning. */
function attend(first, byButton) {
  const last = log.lastElementChild;
  const asked = last.matches(ASKS) && last.querySelector(".choice");
  bringIntoView(first, asked ? last : first);
  const focus = asked || last.querySelector("[data-focus]");
  if (focus) focus.focus({ preventScroll: true });
  else if (byButton) {
    // the pressed button is gone; the words get the focus, not the box: on a phone that would raise the keyboard
    const said = first.querySelector(".said") ?? first;
    said.tabIndex = -1;
    said.focus({ preventScroll: true });
  }
}

// ---- sending ----
async function post(unsent) {
  const body = new URLSearchParams(unsent);
  const headers = { "X-Linban-Fragment": "1", Accept: "application/json" };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort("slow"), PATIENCE_MS);
  const response = await fetch("/chat", { method: "POST", body, headers, signal: stop.signal });
  if (response.headers.has("x-linban-whole")) return { whole: true };
  const words = await response.text();
  clearTimeout(timer);
  if (response.ok) return { html: words };
  const told = JSON.parse(words.startsWith("{") ? words : "{}");
  return { error: told.error ?? "系统出了差错，这一条没有发出。请再试一次。", again: response.status >= 500 || response.status === 429 };
}

/** Send one message; `unsent` keeps its message_id until it was answered, so a retry is the same message. */
async function send(unsent, label, bubble = null) {
  if (busy) return;
  const byButton = Boolean(unsent.choice);
  memory.set(UNSENT, JSON.stringify({ unsent, label }));
  setBusy(true);
  tell("");
  bubble ??= mine(label);
  bubble.classList.remove("unsent");
  const dots = typing();
  try {
    const got = await post(unsent);
    dots.remove();
    setBusy(false);
    if (got.error) return failed(got.error, got.again, unsent, label, bubble);
    memory.set(UNSENT, "");
    if (got.whole) return location.reload();
    status.textContent = "";
    withdrawOldChoices();
    const first = show(got.html, bubble);
    // a person has the talk: nothing to attend to, the words are with the officer
    if (first) attend(first, byButton);
    news.soon();
  } catch (error) {
    dots.remove();
    setBusy(false);
    let words = navigator.onLine ? "没有连上。您写的话还在，没有丢。" : "网络断了。您写的话还在，连上后会再发。";
    if (error === "slow") words = "等了很久，还没有回音。您写的话还在，可以再发一次。";
    failed(words, true, unsent, label, bubble);
  }
}

function failed(words, again, unsent, label, bubble) {
  status.textContent = "";
  if (!again) {
    // the server refused it: give the words back to be changed
    memory.set(UNSENT, "");
    bubble.remove();
    if (!unsent.choice && !text.value) {
      text.value = unsent.text;
      grow();
    }
    tell(words);
    text.focus();
    return;
  }
  bubble.classList.add("unsent");
  tell(words, true);
  retry.onclick = () => send(unsent, label, bubble);
}

// ---- listening ----
say.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (busy) return;
  if (!words) {
    tell("还没有写内容。请写一句话，或者点一个按钮。");
    text.focus();
    return;
  }
  text.value = "";
  memory.set(DRAFT, "");
  grow();
  send({ message_id: newId(), text: words }, words);
});

text.addEventListener("keydown", (event) => {
  // while an input method is composing, Enter belongs to it (keyCode 229 where isComposing comes too late)
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  say.requestSubmit();
});

text.addEventListener("input", () => {
  memory.set(DRAFT, text.value);
  grow();
  hearTyping();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-choices], [data-chips], [data-tools]")) return;
  if (WHOLE_PAGE.test(button?.value ?? "")) return;
  event.preventDefault();
  if (busy || !button) return;
  if (form.matches("[data-choices]")) button.classList.add("chosen");
  const label = (button.querySelector(".choice-label") ?? button).textContent.trim();
  if (form.matches("[data-chips]")) send({ message_id: newId(), text: button.value }, button.value);
  else send({ message_id: newId(), choice: button.value }, label);
});

window.addEventListener("offline", () => tell("网络断了。您可以继续写，写的话不会丢。"));
window.addEventListener("online", () => {
  if (memory.get(UNSENT) && !retry.hidden) retry.click();
  else tell("");
});

// ---- copying, reading aloud ----
log.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-copy]");
  if (!link) return;
  event.preventDefault();
  try {
    const words = await (await fetch(link.href)).text();
    await navigator.clipboard.writeText(words);
    link.textContent = "已复制";
    status.textContent = "清单已复制";
    setTimeout(() => { link.textContent = "复制文字"; }, 4000);
  } catch {
    location.href = link.href;
  }
});

function readable(root) {
  if (!("speechSynthesis" in window)) return;
  for (const said of root.querySelectorAll(".bubble.bot")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "aloud";
    button.textContent = "读给我听";
    button.addEventListener("click", () => {
      speechSynthesis.cancel();
      const speech = new SpeechSynthesisUtterance(said.querySelector("[data-aloud]").innerText);
      speech.lang = "zh-CN";
      speech.rate = 0.9;
      speechSynthesis.speak(speech);
    });
    said.querySelector(".who").append(button);
  }
}

// ---- beginning ----
document.documentElement.classList.add("script");
liven(log);
readable(log);
if (!text.value) text.value = memory.get(DRAFT) ?? "";
grow();

// ---- what officers say ----
const news = follow(log, document.getElementById("strip"), (html) => {
  const near = innerHeight + scrollY > document.documentElement.scrollHeight - 240;
  const first = show(html);
  if (first?.parentNode === log && log.lastElementChild.querySelector("[data-choices]")) {
    for (const form of log.querySelectorAll("[data-choices]")) {
      if (!log.lastElementChild.contains(form)) form.remove();
    }
  }
  // who reads further up is not torn away
  if (first && near && !text.value) bringIntoView(first, log.lastElementChild);
});

let shown = 0;
if (fresh && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
  setInterval(() => {
    if (text.value || document.activeElement === text || !document.getElementById("begin")) return;
    shown = (shown + 1) % EXAMPLES.length;
    text.placeholder = EXAMPLES[shown];
  }, 6000);
}

const left = memory.get(UNSENT);
if (left) {
  const { unsent, label } = JSON.parse(left);
  send(unsent, label);
} else {
  const said = [...log.querySelectorAll(":scope > .citizen")].pop();
  const last = log.lastElementChild;
  if (said) bringIntoView(said, last.matches(ASKS) ? last : said);
}
