// Tick boxes that stay ticked on this device, for the card in the talk and for the printed page.

const KEY = "linban:ticks:";

function kept(code) {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY + code) ?? "[]"));
  } catch {
    return new Set();
  }
}

function keep(code, names) {
  try {
    localStorage.setItem(KEY + code, JSON.stringify([...names]));
  } catch {
    // a full or forbidden storage only means that ticks do not outlive the page
  }
}

function count(list) {
  const boxes = [...list.querySelectorAll("[data-tick]")];
  const place = list.querySelector("[data-ready]");
  if (place && boxes.length) {
    place.textContent = `${boxes.filter((box) => box.checked).length} / ${boxes.length} 已备好`;
  }
}

/** Restore the ticks of every list below `root` and keep them from now on. */
export function liven(root) {
  for (const list of root.querySelectorAll("[data-list]")) {
    const names = kept(list.dataset.list);
    for (const box of list.querySelectorAll("[data-tick]")) {
      box.checked = names.has(box.dataset.tick);
      box.addEventListener("change", () => {
        const now = kept(list.dataset.list);
        if (box.checked) now.add(box.dataset.tick);
        else now.delete(box.dataset.tick);
        keep(list.dataset.list, now);
        count(list);
      });
    }
    count(list);
  }
}

document.documentElement.classList.add("script");
const printer = document.querySelector("[data-print-now]");
if (printer) {
  liven(document);
  printer.addEventListener("click", () => window.print());
}
