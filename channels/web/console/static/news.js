// News of the desk: a stream with a cursor; where no stream gets through, the same by asking every few seconds.
import { markOpen, refresh, ring, talk } from "./desk.js";
import { beat, signIn } from "./seat.js";

const left = document.getElementById("left");
const link = document.getElementById("link");
const typing = () => document.getElementById("typing");
const title = document.title;

let cursor = document.getElementById("main").dataset.cursor;
let known = null; // ids waiting or invited, to notice new ones
let fresh = JSON.parse(document.getElementById("work").dataset.fresh || "{}");
const seen = { ...fresh };
let standing = null; // where the open ticket was at the last news
let stream = null;
let asking = null;
let drawn = performance.now();

/** A ticket was drawn: all of it is seen now. */
export function refreshed() {
  standing = null;
  sawAll();
}

function sawAll() {
  const open = talk();
  if (!open || document.hidden) return;
  seen[open.dataset.ticket] = Math.max(Number(open.dataset.last), fresh[open.dataset.ticket] ?? 0);
  badge();
}

/** Put bubbles into the log, each at its place, none twice; true when the desk itself said something new. */
export function merge(html) {
  const open = talk();
  const log = document.getElementById("log");
  if (!open || !log) return false;
  const made = document.createElement("template");
  made.innerHTML = html;
  let told = false; // the desk says something: papers came in, somebody joined – the packet has changed too
  for (const bubble of [...made.content.querySelectorAll("[data-seq]")]) {
    const seq = Number(bubble.dataset.seq);
    if (log.querySelector(`[data-seq="${seq}"]`)) continue;
    const later = [...log.querySelectorAll("[data-seq]")].find((b) => Number(b.dataset.seq) > seq);
    log.insertBefore(bubble, later ?? log.querySelector(".unsent"));
    if (bubble.classList.contains("system")) told = true;
    if (bubble.classList.contains("citizen")) document.getElementById("suggest")?.dispatchEvent(new Event("linban-suggest"));
  }
  return told;
}

async function fetchSaid() {
  const open = talk();
  if (!open) return;
  const id = open.dataset.ticket;
  const answer = await fetch(`/console/tickets/${id}/said?after=${open.dataset.last}`, { headers: { "hx-request": "true" } });
  if (answer.status === 401) return signIn();
  if (answer.status === 404) return location.assign("/console"); // handed on to where one may not look
  if (!answer.ok || talk()?.dataset.ticket !== id) return;
  const html = await answer.text();
  const told = merge(html);
  const seqs = [...html.matchAll(/data-seq="(\d+)"/g)].map((found) => Number(found[1]));
  if (seqs.length) open.dataset.last = Math.max(Number(open.dataset.last), ...seqs);
  sawAll();
  if (told) refresh();
}

/** A ticket that is open but not one's own is not in the news: look after it. */
export function pollOpen() {
  const open = talk();
  if (!open || document.hidden || fresh[open.dataset.ticket] !== undefined) return;
  fetchSaid().catch(() => {});
}

function badge() {
  let unread = 0;
  const before = document.hidden ? "" : talk()?.dataset.ticket; // what lies before one's eyes is read
  for (const line of left.querySelectorAll("a.line")) {
    const id = line.dataset.ticket;
    const mark = line.querySelector("[data-unread]");
    if (!mark) continue;
    const has = id !== before && (fresh[id] ?? 0) > (seen[id] ?? 0);
    mark.hidden = !has;
    line.classList.toggle("unread", has);
    unread += has;
  }
  const waiting = Number(document.getElementById("figure-waiting").textContent);
  document.title = waiting + unread ? `(${waiting + unread}) ${title}` : title;
}

function drawLeft(html) {
  const focused = left.contains(document.activeElement) ? document.activeElement.dataset.ticket : null;
  const top = left.scrollTop;
  left.innerHTML = html;
  drawn = performance.now();
  htmx.process(left);
  left.scrollTop = top;
  if (focused) left.querySelector(`a.line[data-ticket="${focused}"]`)?.focus();
  markOpen();
}

function take(news) {
  cursor = news.cursor;
  drawLeft(news.left);
  document.getElementById("figure-waiting").textContent = news.waiting.length;
  document.getElementById("figure-mine").textContent = Object.keys(news.mine).length;
  const here = new Set([...news.waiting, ...news.invited]);
  const newOnes = known && [...here].some((id) => !known.has(id));
  const spoken = Object.entries(news.fresh).some(([id, seq]) => seq > (fresh[id] ?? seq) && (document.hidden || id !== talk()?.dataset.ticket));
  known = here;
  for (const [id, seq] of Object.entries(news.fresh)) if (seen[id] === undefined) seen[id] = seq;
  fresh = news.fresh;
  if (newOnes || spoken) ring();
  badge();
  attendOpen(news);
}

function attendOpen(news) {
  const open = talk();
  if (!open) return;
  const id = open.dataset.ticket;
  if (typing()) typing().textContent = news.typing.includes(id) ? "群众正在输入……" : "";
  const now = news.mine[id] ?? (news.waiting.includes(id) ? "waiting" : "elsewhere");
  const changed = news.mine[id] ? news.mine[id] !== open.dataset.stand : standing !== null && standing !== now;
  const lost = open.hasAttribute("data-speaks") && !news.mine[id];
  standing = now;
  if (changed || lost) refresh();
  else if ((news.fresh[id] ?? 0) > Number(open.dataset.last)) fetchSaid().catch(() => {});
}

function connected(yes) {
  link.hidden = yes;
}

/** Listen to the stream; ask instead while it does not come through. */
export function follow() {
  stream = new EventSource(`/console/events?after=${encodeURIComponent(cursor)}`);
  const late = setTimeout(ask, 8000);
  stream.addEventListener("open", () => {
    clearTimeout(late);
    clearInterval(asking);
    asking = null;
    connected(true);
    beat();
  });
  stream.addEventListener("tick", beat);
  stream.addEventListener("news", (event) => { take(JSON.parse(event.data)); beat(); });
  stream.addEventListener("ended", signIn);
  stream.addEventListener("error", () => {
    clearTimeout(late);
    connected(false);
    ask();
    if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    stream.close();
    setTimeout(follow, 5000);
  });
}

function ask() {
  asking ??= setInterval(async () => {
    try {
      const answer = await fetch(`/console/updates?after=${encodeURIComponent(cursor)}`, { headers: { "hx-request": "true" } });
      if (answer.status === 401) return signIn();
      connected(answer.ok);
      if (answer.status === 200) take(await answer.json());
      beat();
    } catch { connected(false); }
  }, 3000);
}

document.addEventListener("visibilitychange", sawAll);

function wait(seconds) {
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} 分`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`;
  return `${Math.floor(minutes / 1440)} 天`;
}
// by the server's clock: this machine's may be wrong
setInterval(() => {
  const since = Math.floor((performance.now() - drawn) / 1000);
  for (const clock of left.querySelectorAll("[data-waited]")) clock.textContent = wait(Number(clock.dataset.waited) + since);
}, 1000);
