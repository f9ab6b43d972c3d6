// The seat: whether somebody is at the desk, and the signs of life that keep it and the tickets held.
import { toast, sentenceOf } from "./console.js";

export const presence = document.querySelector("[data-presence]");
const ASKS = { "hx-request": "true" };

let last = -Infinity;

function show(status) {
  for (const button of presence.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === status));
}

presence.addEventListener("submit", async (event) => {
  event.preventDefault();
  last = performance.now(); // what an earlier sign of life brings back is out of date
  const now = presence.querySelector("[aria-pressed=true]").value;
  const status = event.submitter?.value ?? (now === "present" ? "away" : "present");
  try {
    const answer = await fetch("/console/presence", { method: "POST", headers: ASKS, body: new URLSearchParams({ status }) });
    if (answer.status === 401) return signIn();
    if (!answer.ok) return toast(sentenceOf(answer.status, await answer.text()));
    show(status);
  } catch { toast(sentenceOf(0, "")); }
});

// only what a person does keeps the sign-in alive, not the page by itself
let touched = true;
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { touched = true; }, { passive: true });

/** A sign of life. */
export async function beat() {
  if (performance.now() - last < 9000) return;
  const mine = (last = performance.now());
  try {
    const answer = await fetch("/console/heartbeat", { method: "POST", headers: ASKS, body: new URLSearchParams({ active: String(touched) }) });
    if (answer.status === 401) return signIn();
    if (!answer.ok) return;
    touched = false;
    const { status } = await answer.json();
    if (mine === last) show(status);
  } catch { /* the next one may get through */ }
}

/** The sign-in has ended: what was written waits in the browser until the next one. */
export function signIn() {
  location.assign(`/console/sign-in?why=ended&go=${encodeURIComponent(location.pathname)}`);
}

// A page in the background gets its own timers once a minute only, too late for the lease; a worker's keep time.
new Worker(new URL("./tick.js", import.meta.url)).addEventListener("message", beat);
beat();
