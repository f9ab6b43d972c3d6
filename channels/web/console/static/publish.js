// The page of a draft: the eye goes to what went wrong, or to the result of the check.
const first = document.querySelector("[data-focus]") ?? (location.hash === "#gate" ? document.getElementById("gate") : null);
first?.focus();
