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
    request.addEventListener("load", () => answer(request.responseText));
    request.addEventListener("error", () => show(0, form.dataset.lost));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(content);
    show(0, form.dataset.sending);
  });
})();
