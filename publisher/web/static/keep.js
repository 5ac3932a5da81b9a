/* What is typed is kept while it is typed: a form that names an address for it is sent there a moment after the last
   key, and stands as it was after a crash, a closed window or a session that ended.
   (parts.js stands beside it on the page of the parts: what both name at the top must differ.) */
"use strict";

const PAUSE = 800; // milliseconds after the last key
const AT_LEAST = 2400; // and after the first, while typing goes on
const AGAIN = 5000; // after a failure
const SMALL = 60000; // characters: what a page that goes away may still send
const SIGNED_OUT = "You are signed out: what you typed is on this page only. ";
const forms = new WeakMap();
const of = (form) => forms.get(form) || forms.set(form, { dirty: false, first: 0, timer: 0, sending: null }).get(form);

document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-unsaved]") && event.target.type !== "file") later(event.target.form);
});

function later(form, pause = PAUSE) {
  const state = of(form);
  state.dirty = true;
  form.dataset.typed = "yes";
  state.first ||= Date.now();
  clearTimeout(state.timer);
  const wait = pause === AGAIN ? pause : Math.max(0, Math.min(pause, state.first + AT_LEAST - Date.now()));
  state.timer = setTimeout(() => keep(form), wait);
}

// One after the other: what is typed while the desk answers is sent after that. Says "kept", "later" or "never".
async function keep(form) {
  const state = of(form);
  clearTimeout(state.timer);
  if (state.sending) await state.sending;
  if (!state.dirty || !form.isConnected) return "kept";
  state.dirty = false;
  state.first = 0;
  state.sending = hand(form);
  const became = await state.sending;
  state.sending = null;
  if (became !== "kept") state.dirty = true;
  else if (!state.dirty) delete form.dataset.typed;
  return became;
}

async function hand(form, fresh = false) {
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  let answer;
  try {
    answer = await fetch(form.dataset.unsaved, {
      method: "POST", body, headers: { "X-Unsaved": "1" }, keepalive: String(body).length < SMALL,
      signal: AbortSignal.timeout(15000),
    });
  } catch {
    return failed(form, "The desk does not answer: what you typed is on this page only. It is tried again.");
  }
  if (answer.status === 401) return failed(form, SIGNED_OUT, true);
  if (answer.status === 403 && !fresh) {
    const token = await freshToken(form);
    if (token === "signed out") return failed(form, SIGNED_OUT, true);
    if (token) return hand(form, true);
  }
  const said = answer.headers.get("content-type")?.includes("json") ? (await answer.json()).said : "";
  if (answer.ok) {
    tellKept(form, said, true);
    return "kept";
  }
  if (answer.status >= 500) return failed(form, "Something broke: what you typed is on this page only. It is tried again.");
  tellKept(form, said || "What you typed is not kept by the desk; it is on this page only.");
  return "never";
}

function failed(form, sentence, signedOut = false) {
  tellKept(form, sentence);
  if (signedOut) {
    const link = document.createElement("a");
    link.href = "/sign-in/";
    link.target = "_blank";
    link.textContent = "Sign in in another window; then it is saved.";
    form.querySelector("[data-kept]").append(link);
  }
  later(form, AGAIN);
  return "later";
}

// Signing in changes the token of every form.
async function freshToken(form) {
  const answer = await fetch(form.dataset.unsaved, { headers: { "X-Unsaved": "1" } }).catch(() => null);
  if (!answer?.ok) return answer?.status === 401 ? "signed out" : "";
  const fresh = (await answer.json()).token;
  for (const box of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) box.value = fresh;
  return fresh;
}

// The same words are not said twice: a screen reader hears of a new minute, not of every pause.
function tellKept(form, sentence, good = false) {
  const told = form.querySelector("[data-kept]");
  if (!told) return;
  if (told.textContent !== sentence) told.textContent = sentence;
  told.classList.toggle("wrong", !good);
}

// What stands on a page that was refused is kept at once; so is what is typed when the window goes out of sight.
function look() {
  for (const form of document.querySelectorAll("form[data-unsaved][data-typed]")) if (!of(form).dirty) later(form, 0);
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const form of document.querySelectorAll("form[data-typed]")) keep(form);
});
look();

// For whoever sends the form by itself: wait until no older state of it is under way.
async function still(form) {
  const state = of(form);
  clearTimeout(state.timer);
  if (state.sending) await state.sending;
  clearTimeout(state.timer);
}

// A form that is sent is kept first: if its session has ended or the desk is away, the words stay on the page.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-unsaved]")) return;
  const state = of(form);
  if (!state.dirty && !state.sending) return;
  event.preventDefault();
  const button = event.submitter;
  keep(form).then((became) => {
    delete form.dataset.sent;
    if (became === "later") {
      form.querySelector("[data-kept]").scrollIntoView({ block: "nearest" });
      return;
    }
    clearTimeout(state.timer);
    delete form.dataset.typed;
    Object.assign(state, { dirty: false, sending: null });
    form.requestSubmit(button);
  });
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-typed]")) event.preventDefault();
});
