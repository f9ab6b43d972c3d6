// Drafts and verification: the eye goes to what went wrong, or to the result of the check; a file too large stays here.
const MOST_MB = 10;

const first = document.querySelector("[data-focus]") ?? (location.hash === "#gate" ? document.getElementById("gate") : null);
first?.focus();

document.querySelector("[data-sheet]")?.addEventListener("submit", (event) => {
  const input = event.target.querySelector("input[type=file]");
  const file = input.files[0];
  if (!file || file.size <= MOST_MB * 2 ** 20) return;
  event.preventDefault();
  const told = document.getElementById(input.getAttribute("aria-describedby"));
  told.className = "trouble";
  told.setAttribute("role", "alert");
  told.textContent = `“${file.name}”超过 ${MOST_MB} MB，没有传。请重新下载清单，只填要核的行再传。`;
  input.focus();
});
