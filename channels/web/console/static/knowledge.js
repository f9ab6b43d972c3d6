// The editor: the hint of the field in hand, rows that move without losing one's place, and the citizen's view.
import { toast, sentenceOf } from "./console.js";

const WAIT_MS = 500;
const MARKS = / (checked|selected)=""/g;
const form = document.querySelector("[data-editor]");
const frame = document.querySelector("[data-frame]");
const state = document.querySelector("[data-pane-state]");
let touched = "unsaved" in (form?.dataset ?? {});
let timer = 0;
let asked = 0;

document.querySelector("[data-focus]")?.focus();

/** The help of the focused field, in one place, so that nothing jumps. */
document.addEventListener("focusin", (event) => {
  const line = document.querySelector("[data-hint]");
  const field = event.target.closest?.(".field");
  if (line) line.textContent = field?.querySelector(".hint")?.textContent ?? "";
});

/** A link to a field opens what it is folded into. */
function uncover(target) {
  for (let box = target; box; box = box.parentElement?.closest("details")) if (box.tagName === "DETAILS") box.open = true;
  const inner = target.matches("input, textarea, select, summary") ? target : target.querySelector("summary, input:not([type=hidden]), textarea, select");
  (inner ?? target).focus();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest('#problems a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (target) { event.preventDefault(); uncover(target); }
});

/** Draw the citizen's view in the frame, which has no address and no history of its own. */
async function look() {
  if (!form?.dataset.preview) return;
  const mine = ++asked;
  state.textContent = "正在更新……";
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "hx-request": "true" } });
    const text = await answer.text();
    if (mine !== asked) return;
    if (!answer.ok) throw new Error(sentenceOf(answer.status, text));
    draw(new DOMParser().parseFromString(text, "text/html"));
    state.textContent = touched ? "按您现在填的，还没有存。" : "和存着的一样。";
  } catch (error) {
    if (mine === asked) state.textContent = error instanceof TypeError ? sentenceOf(0, "") : error.message;
  }
}

function draw(page) {
  const inside = frame.contentDocument;
  const top = inside.scrollingElement?.scrollTop ?? 0;
  const open = [...inside.querySelectorAll("details")].map((d) => d.open);
  switches(page);
  inside.documentElement.lang = "zh-CN";
  inside.documentElement.className = page.documentElement.className;
  if (!inside.querySelector("link")) for (const one of page.head.children) inside.head.append(inside.importNode(one, true));
  inside.body.replaceWith(inside.importNode(page.body, true));
  const now = inside.querySelectorAll("details");
  if (open.length === now.length) open.forEach((was, n) => { now[n].open = was; });
  inside.scrollingElement.scrollTop = top;
}

/** The switches follow the questions of the form; the one in hand keeps the focus. */
function switches(page) {
  const fresh = page.getElementById("switches");
  const old = document.querySelector(".switches");
  if (!fresh || !old) return;
  const held = old.contains(document.activeElement) ? document.activeElement.id : "";
  if (old.innerHTML.replace(MARKS, "") !== fresh.innerHTML.replace(MARKS, "")) {
    old.replaceChildren(...document.importNode(fresh, true).childNodes);
    if (held) document.getElementById(held)?.focus();
  }
  fresh.remove();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT_MS);
}

document.addEventListener("input", (event) => {
  if (event.target.form !== form) return;
  if (!event.target.closest(".switches")) touched = true;
  sayWhen(event.target);
  soon();
});

/** The sentence of a condition follows its boxes. */
function sayWhen(box) {
  const part = box.closest("details.when");
  if (!part) return;
  const said = [...part.querySelectorAll("fieldset")].map((set) => {
    const ticked = [...set.querySelectorAll("input:checked + span")].map((s) => `“${s.textContent}”`);
    return ticked.length ? `“${set.querySelector("legend").textContent}”答${ticked.join("或")}` : "";
  }).filter(Boolean).join("，并且");
  part.querySelector(".sentence").textContent = said || "没有选";
}

/** Rows: the server moves them; only the part they are in is drawn again. */
form?.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const act = button?.value ?? "";
  const part = button?.closest("[data-part]");
  if (!/^(add|remove|up|down):/.test(act) || !part) { touched = false; return; }
  event.preventDefault();
  touched = true;
  const body = new URLSearchParams(new FormData(form, button));
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "hx-request": "true" } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(sentenceOf(answer.status, text));
    put(part, new DOMParser().parseFromString(text, "text/html"), act);
    soon();
  } catch (error) {
    toast(error instanceof TypeError ? sentenceOf(0, "") : error.message);
  }
});

function put(part, page, act) {
  const open = act.startsWith("add:") ? [...part.querySelectorAll("details[open]")].map((d) => d.id).filter(Boolean) : [];
  const fresh = document.importNode(page.getElementById(part.id), true);
  part.replaceWith(fresh);
  for (const id of open) { const box = document.getElementById(id); if (box) box.open = true; }
  const same = [...fresh.querySelectorAll("button[name=do]")].find((b) => b.value === act && !b.disabled);
  const held = fresh.querySelector("[autofocus]") ?? fresh.querySelector("details.row[open] > summary");
  const last = act.startsWith("add:") ? [...fresh.querySelectorAll(`#rows-f-${act.slice(4).replaceAll(".", "-")} > .row`)].at(-1) : null;
  const target = last ?? (act.startsWith("remove:") ? fresh.querySelector(".add-row button") : held ?? same);
  if (last) uncover(last); else target?.focus();
}

window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
look();
