/* An article's parts by mouse, finger and key. Each act is a button of the form; this file presses it, shows the answer
   in place and keeps the focus. Without this file the buttons work as they are. */
"use strict";

const parts = () => document.getElementById("parts");
const partOf = (element) => element?.closest?.(".block[data-part]");

const told = document.createElement("p");
told.className = "told";
told.setAttribute("role", "status");
document.body.append(told);
let until = 0;
function tell(sentence) {
  told.textContent = sentence;
  clearTimeout(until);
  until = setTimeout(() => { told.textContent = ""; }, 8000);
}

// 1. An act: the form goes to the server, the page comes back. One after the other, also when keys come fast.
let waiting = Promise.resolve();
function act(order) {
  waiting = waiting.then(() => send(order)).catch(() => {
    tell("Not saved: the desk did not answer. Your words are still here; try again.");
    if (parts()?.dataset.typed) later(parts(), AGAIN);
  });
  return waiting;
}

async function send(order) {
  const wanted = typeof order === "function" ? order() : order;
  if (!wanted || !parts()) return;
  const focus = document.activeElement;
  const control = focus?.name === "do" ? focus.value.split(":")[0] : focus?.id?.split("-")[0];
  const id = focus?.id;
  await still(parts());
  const body = new FormData(parts());
  body.set("do", wanted);
  const answer = await fetch(parts().action, { method: "POST", body, headers: { "X-Parts": "1", "X-Unsaved": "1" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main:has(#parts)");
  if (!fresh) throw new Error("no form came back");
  document.querySelector("main").replaceWith(document.adoptNode(fresh));
  ready();
  const list = document.getElementById("blocks");
  const wrong = document.querySelector("main [role=alert]");
  const part = list.dataset.shown === "" ? null : document.getElementById(`part-${Number(list.dataset.shown) + 1}`);
  if (part) {
    const same = [...part.querySelectorAll("button[name=do], select")].find((one) => control && !one.disabled
      && (one.value.split(":")[0] === control || one.id.split("-")[0] === control));
    (same || part).focus({ preventScroll: true });
    part.scrollIntoView({ block: "nearest" });
  } else if (id) {
    document.getElementById(id)?.focus({ preventScroll: true });
  }
  const unfit = wrong && document.querySelector(".add .wrong input");
  if (unfit) unfit.focus();
  else if (wrong) wrong.scrollIntoView({ block: "nearest" });
  tell(wrong ? wrong.textContent.trim() : list.dataset.told);
}

function ready() {
  document.getElementById("keys")?.removeAttribute("hidden");
  window.htmx?.process(document.querySelector("main"));
  look();
}
ready();

// 2. Buttons. "posts" leaves the page, and so does what is no button of the parts.
document.addEventListener("submit", (event) => {
  const value = event.submitter?.value || "";
  if (event.target !== parts() || !/^(up|down|join|split|back|unappeal|add)\b/.test(value)) return;
  event.preventDefault();
  if (value.startsWith("split:")) split(document.getElementById(`text-${value.slice(6)}`));
  else act(value);
});

// 3. A split: an empty line where the cursor stands.
function split(box) {
  const at = box.selectionStart;
  const inside = at > 0 && at < box.value.length && box.value.slice(0, at).trim() && box.value.slice(at).trim();
  if (inside && !/\n[ \t]*\n/.test(box.value)) box.setRangeText("\n\n", at, box.selectionEnd, "end");
  act(`split:${partOf(box).dataset.part}`);
}

// 4. A label: chosen by mouse or finger it counts at once, by arrow keys when the box is left.
let key = "";
const label = (select) => act(`label:${select.name.slice(5)}:${select.value}`);
document.addEventListener("pointerdown", () => { key = ""; }, true);
document.addEventListener("change", (event) => {
  if (!event.target.matches(".block .tools select")) return;
  if (key === "" || key === "Enter") label(event.target);
  else event.target.dataset.changed = "yes";
});
document.addEventListener("focusout", (event) => {
  if (event.target.dataset?.changed) label(event.target);
});

// 5. Keys, on the part that holds the focus. In text boxes only the one that splits: others write signs there.
document.addEventListener("keydown", (event) => {
  key = event.key;
  const part = partOf(event.target);
  if (event.key === "Enter" && event.target.dataset?.changed) {
    event.preventDefault();
    label(event.target);
    return;
  }
  if (!part || !event.altKey || event.ctrlKey || event.metaKey || event.getModifierState("AltGraph")) return;
  const writing = event.target.matches("textarea, input");
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.slice(3).toLowerCase();
  const here = () => partOf(document.activeElement)?.dataset.part;
  const on = (verb) => () => here() && `${verb}:${here()}`;
  if (writing) {
    if (event.key === "Enter" && event.target.matches(".edit textarea")) {
      event.preventDefault();
      split(event.target);
    }
    return;
  }
  if (event.key === "ArrowUp" && !event.target.matches("select")) act(on("up"));
  else if (event.key === "ArrowDown" && !event.target.matches("select")) act(on("down"));
  else if (letter === "j" && part.querySelector("[value^=join]")) act(on("join"));
  else if (event.code.startsWith("Digit")) {
    const kinds = part.dataset.kinds.split(" ");
    const kind = event.code === "Digit0" ? "out" : kinds[Number(event.code.slice(5)) - 1];
    if (!kind) return;
    act(() => here() && `label:${here()}:${kind}`);
  } else return;
  event.preventDefault();
});

// 6. A part is drawn by its grip: the line shows where it will stand. Near an edge the page follows; Escape lets go.
let drawn = null;
document.addEventListener("pointerdown", (event) => {
  const part = event.target.matches?.(".grip") && event.button === 0 ? partOf(event.target) : null;
  if (!part) return;
  event.preventDefault();
  event.target.setPointerCapture(event.pointerId);
  drawn = { part, y: event.clientY, began: event.clientY, to: null, grip: event.target, pointer: event.pointerId };
});
document.addEventListener("pointermove", (event) => {
  if (!drawn || event.pointerId !== drawn.pointer) return;
  drawn.y = event.clientY;
  if (!document.body.classList.contains("drawing") && Math.abs(drawn.y - drawn.began) > 4) {
    document.body.classList.add("drawing");
    drawn.part.classList.add("drawn");
    requestAnimationFrame(follow);
  }
  aim();
});
function aim() {
  const others = [...document.querySelectorAll(".block[data-part]")].filter((one) => one !== drawn.part);
  for (const one of others) one.classList.remove("drop-before", "drop-after");
  if (!document.body.classList.contains("drawing") || !others.length) return;
  const to = others.filter((one) => {
    const box = one.getBoundingClientRect();
    return box.top + box.height / 2 < drawn.y;
  }).length;
  drawn.to = to;
  if (to < others.length) others[to].classList.add("drop-before");
  else others[to - 1].classList.add("drop-after");
}
function follow() {
  if (!drawn) return;
  const edge = 80;
  const bottom = innerHeight - (document.querySelector(".dock")?.getBoundingClientRect().bottom >= innerHeight - 1
    && innerWidth < 960 ? document.querySelector(".dock").offsetHeight : 0);
  const step = drawn.y < edge ? drawn.y - edge : drawn.y > bottom - edge ? drawn.y - bottom + edge : 0;
  if (step) {
    scrollBy(0, step / 4);
    aim();
  }
  requestAnimationFrame(follow);
}
function letGo(move) {
  if (!drawn) return;
  const { part, to } = drawn;
  drawn = null;
  document.body.classList.remove("drawing");
  for (const one of document.querySelectorAll(".drawn, .drop-before, .drop-after")) {
    one.classList.remove("drawn", "drop-before", "drop-after");
  }
  if (move && to !== null && to !== Number(part.dataset.part)) act(`to:${part.dataset.part}:${to}`);
}
document.addEventListener("pointerup", () => letGo(true));
document.addEventListener("pointercancel", () => letGo(false));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") letGo(false); });
