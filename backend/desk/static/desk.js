// The desk works without this file; it only makes some things smoother.
"use strict";

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.confirm)) event.preventDefault();
  });
}

// A menu closes when one goes on elsewhere, or presses Escape.
const menus = document.querySelectorAll(".top details");
document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (menu.open && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

// What somebody else did meanwhile is read first.
document.querySelector("[data-focus]")?.focus();

// A link into a folded part opens it.
function openTarget() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
window.addEventListener("hashchange", openTarget);
openTarget();

// Leaving a page with an unsent text asks first.
window.addEventListener("beforeunload", (event) => {
  const unsent = [...document.querySelectorAll("form[data-once]")].some(
    (form) => !form.dataset.sent && [...form.querySelectorAll("textarea")].some((text) => text.value !== text.defaultValue),
  );
  if (unsent) event.preventDefault();
});
