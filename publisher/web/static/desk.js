/* The desk works without this file. It adds: pasted formatting, a live length, and a countdown. */
"use strict";

// 1. Formatting from the clipboard goes along in a hidden field; the box shows the plain text.
for (const box of document.querySelectorAll("[data-paste]")) {
  const hidden = document.getElementById(box.dataset.paste);
  box.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html || html.length > 4e6 || box.value.trim()) return; // pasted into other words: the words count
    hidden.value = html;
    const note = document.getElementById("paste-note");
    if (note) note.textContent = "Pasted with its headings, links and pictures.";
    box.addEventListener("input", () => {
      box.addEventListener("input", () => {
        hidden.value = "";
        if (note) note.textContent = "Your words are taken as plain text now.";
      }, { once: true });
    }, { once: true });
  });
}

// 2. What can still be undone counts down.
setInterval(() => {
  for (const clock of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.round((Date.parse(clock.dataset.until) - Date.now()) / 1000));
    clock.textContent = left ? `in ${left} s` : "now";
  }
}, 500);

// 3. Frames of letters are as tall as the reader likes; a switch sets their width.
document.addEventListener("change", (event) => {
  const choice = event.target.closest("[data-width-of]");
  if (choice) document.getElementById(choice.dataset.widthOf).className = `letter ${choice.value}`;
});

// 4. A form that publishes is sent once, also when it is clicked twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// 5. The red button asks once, in a dialog, where the page is.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (!opener) return;
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});
