// What every page of the console needs: saying what went wrong, closing menus, forgetting drafts on leaving.
document.documentElement.classList.add("script");

const toasts = document.getElementById("toasts");

/** Say something at the foot of the page until it is pressed away; failures stay, the rest goes by itself. */
export function toast(words, { stays = true } = {}) {
  const box = document.createElement("div");
  box.className = "toast";
  const text = document.createElement("span");
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "知道了";
  close.addEventListener("click", () => box.remove());
  box.append(text, close);
  toasts.append(box);
  if (!stays) setTimeout(() => box.remove(), 5000);
}

/** The sentence of a failed answer. */
export function sentenceOf(status, body) {
  try {
    const told = JSON.parse(body).error;
    if (told) return told;
  } catch { /* not ours: say it in general */ }
  return status ? `没有办成（${status}）。请再试一次。` : "没有连上。请看看网络，再试一次。";
}

document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  toast(sentenceOf(status, responseText));
});
document.addEventListener("htmx:sendError", () => toast(sentenceOf(0, "")));

// a part that draws itself again by the clock waits while somebody is choosing something in it
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.target.closest("[data-calm]");
  if (part && part === event.detail.elt && part.querySelector("select:focus, input:focus, button:focus")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("submit", (event) => {
  const ask = event.target.dataset.sure ?? event.submitter?.dataset.sure;
  if (ask && !confirm(ask)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  // the next person at this machine must not find what this one wrote
  if (event.target.matches("[data-sign-out]")) {
    for (const key of Object.keys(localStorage)) if (key.startsWith("linban-desk:")) localStorage.removeItem(key);
  }
}, true);
