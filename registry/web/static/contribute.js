/* Makes the page for contributing easier where scripts run: a file can be dropped, and a large one shows its progress. */
"use strict";

(() => {
  const form = document.querySelector("form.send");
  const file = form.querySelector("input[type=file]");
  const drop = form.querySelector(".drop");
  const progress = form.querySelector(".progress");
  const bar = progress.querySelector("progress");
  const status = progress.querySelector("[role=status]");
  let pressed = null;
  form.querySelector(".scripted").hidden = false;

  const show = (percent, text) => {
    progress.hidden = false;
    bar.value = percent;
    if (status.textContent !== text) status.textContent = text;
  };

  const answer = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const outcome = page.querySelector("#outcome") || page.querySelector("main");
    const here = document.querySelector("#outcome");
    here.replaceChildren(...(outcome ? outcome.childNodes : [document.createTextNode(text)]));
    progress.hidden = true;
    here.focus();
    here.scrollIntoView();
  };

  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  }
  drop.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
  });

  // a large file is kept at once and judged later: this asks how far it is, with the token that stands in the form
  const follow = async (address, headers) => {
    for (;;) {
      const asked = await fetch(address, { headers: { ...headers, Accept: "application/json" }, cache: "no-store" });
      if (!asked.ok) throw new Error(String(asked.status));
      const job = await asked.json();
      if (job.state === "done") break;
      const at = ["reading", "checking", "keeping"].indexOf(job.stage);
      progress.hidden = false;
      if (at < 0) bar.removeAttribute("value"); else bar.value = 25 * (at + 1);
      const said = at < 0 ? `${form.dataset.waits}${job.ahead ? ` (${job.ahead})` : ""}` : form.dataset.stages.split("|")[at];
      status.textContent = `${form.dataset.safe} ${said}`;
      await new Promise((later) => setTimeout(later, 1500));
    }
    const page = await fetch(address, { headers: { ...headers, Accept: "text/html" }, cache: "no-store" });
    answer(await page.text());
  };

  form.addEventListener("click", (event) => { pressed = event.target.closest("button") || pressed; });
  form.addEventListener("submit", (event) => {
    const largest = Number(form.dataset.largest);
    if (file.files.length && file.files[0].size > largest) {
      event.preventDefault();
      show(0, form.dataset.tooLarge);
      return;
    }
    event.preventDefault();
    const button = event.submitter || pressed;
    const content = new FormData(form);
    if (button) content.append(button.name, button.value);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => {
      const percent = sent.lengthComputable ? Math.round(100 * sent.loaded / sent.total) : 0;
      show(percent, percent < 100 ? `${percent - percent % 10} %` : form.dataset.checking);
    });
    request.addEventListener("load", () => {
      answer(request.responseText);
      const job = request.getResponseHeader("Location");
      if (request.status !== 202 || !job) return;
      show(0, form.dataset.safe);
      const token = content.get("token");
      follow(job, token ? { Authorization: `Bearer ${token}` } : {}).catch(() => show(0,
        `${form.dataset.safe} ${new URL(job, location.href)}`));
    });
    request.addEventListener("error", () => show(0, form.dataset.lost));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    const size = file.files.length ? file.files[0].size : String(content.get("text") || "").length;
    const keeps = button && button.value === "contribute";
    if (keeps && size > Number(form.dataset.patient)) request.setRequestHeader("Prefer", "respond-async");
    request.send(content);
    show(0, form.dataset.sending);
  });
})();
