// What the desk gains with script; every page works without.
"use strict";
(() => {
  const PAUSE = 800; // ms without a key after which the draft is looked at
  const ENOUGH = 30; // characters of a draft from which on that is worth it

  // Copy buttons show themselves and answer in their own words.
  const offerCopies = (root) => {
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
    button.setAttribute("role", "status");
  });
  offerCopies(document);

  // Related stories as the draft is written: the form's own answer, its parts put in place. Focus is never moved.
  const form = document.getElementById("naskah-form");
  if (!form) return;
  const parts = ["dikenali", "terkait"];
  document.getElementById("langsung").hidden = false;
  let timer = 0, running = null, last = "";

  const look = async () => {
    const data = new URLSearchParams(new FormData(form));
    if (data.get("naskah").trim().length < ENOUGH || data.toString() === last) return;
    if (running) running.abort();
    running = new AbortController();
    last = data.toString();
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, signal: running.signal });
      if (!answer.ok) return; // half a date, say: the button tells what is wrong
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const focused = document.activeElement;
      const kept = focused && parts.some((id) => document.getElementById(id).contains(focused)) ? focused : null;
      for (const id of parts) document.getElementById(id).replaceWith(page.getElementById(id));
      for (const name of ["wilayah", "instansi"]) {
        const limit = form.elements[name];
        if (limit !== focused) limit.replaceChildren(...page.getElementById(name).children);
      }
      const told = page.getElementById("jumlah").textContent, line = document.getElementById("jumlah");
      if (line.textContent !== told) line.textContent = told;
      offerCopies(document.getElementById("terkait"));
      if (kept) refocus(kept);
    } catch (error) {
      if (error.name !== "AbortError") last = "";
    }
  };
  const refocus = (before) => {
    const same = before.name
      ? [...form.elements].find((e) => e.name === before.name && e.value === before.value)
      : [...document.querySelectorAll("#terkait a")].find((a) => a.href === before.href);
    if (same) same.focus({ preventScroll: true });
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
})();
