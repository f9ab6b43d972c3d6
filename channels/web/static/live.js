// What comes without being asked for: while somebody is waited for or speaks, ask for news again and again.

const WAIT_SECONDS = 20;
const AFTER_TROUBLE_MS = 4000;
const TYPING_EVERY_MS = 3000;
const LOOK_EVERY_MS = 45000;

let standing = "none";
let saidTyping = 0;

/** Tell the officer that something is being written: at most every few seconds, and only to a person. */
export function hearTyping() {
  if (standing !== "person" || Date.now() - saidTyping < TYPING_EVERY_MS) return;
  saidTyping = Date.now();
  fetch("/chat/typing", { method: "POST" }).catch(() => {});
}

/** Follow the talk: `show` gets the HTML of new bubbles; the strip says how one stands. Returns a nudge. */
export function follow(log, strip, show) {
  let { last, mark } = log.dataset;
  let asking = false;
  const title = document.title;
  standing = log.dataset.standing;

  async function ask(wait) {
    const query = new URLSearchParams({ after: last, mark, wait });
    const response = await fetch(`/chat/news?${query}`, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  function take(news) {
    ({ last, mark, standing } = news);
    if (strip.dataset.drawn !== mark) {
      strip.innerHTML = news.strip;
      strip.dataset.drawn = mark;
    }
    strip.hidden = !news.strip;
    // a person has the talk: the bot's buttons would only be words to the officer
    if (standing === "person") for (const form of log.querySelectorAll("[data-choices]")) form.remove();
    if (!news.html) return;
    show(news.html);
    if (document.hidden) document.title = `（有新消息）${title}`;
  }

  async function run(first) {
    if (asking) return;
    asking = true;
    let wait = first;
    do {
      try {
        take(await ask(wait));
        wait = WAIT_SECONDS;
      } catch {
        await new Promise((done) => setTimeout(done, AFTER_TROUBLE_MS));
      }
    } while (standing !== "none");
    asking = false;
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.title = title;
  });
  // Later, too, something may come: the answer to a case. Then it is enough to look now and then.
  const look = () => { if (!document.hidden && standing === "none" && log.querySelector("[data-seq], .bubble")) run(0); };
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", look);
  if (standing !== "none") run(0);
  return { soon: () => run(0) };
}
