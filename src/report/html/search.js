"use strict";
// Search by claim, page and word, in every table. Without this the page can be read all the same.
{
  const box = document.getElementById("search");
  box.parentElement.hidden = false;
  const rows = [...document.querySelectorAll("tr.claim, tr.row")];
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    document.body.classList.toggle("searching", words.length > 0);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.classList.toggle("missed", !words.every(word => text.includes(word)));
    }
  });
  box.form.addEventListener("submit", event => event.preventDefault());
}
