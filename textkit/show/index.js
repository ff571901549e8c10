"use strict";
(function () {
  var table = document.getElementById("reports");
  if (!table) return;
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var words = document.getElementById("words");
  var year = document.getElementById("year");
  var state = document.getElementById("state");
  var shown = document.getElementById("shown");

  function filter() {
    var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    var n = 0;
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      var ok = wanted.every(function (word) { return text.indexOf(word) >= 0; });
      ok = ok && (!year.value || row.getAttribute("data-year") === year.value);
      ok = ok && (!state.value || (" " + row.getAttribute("data-state") + " ").indexOf(" " + state.value + " ") >= 0);
      row.hidden = !ok;
      if (ok) n += 1;
    });
    shown.textContent = n + " / " + rows.length;
  }

  function sort(head) {
    var at = head.cellIndex;
    var down = head.getAttribute("aria-sort") === "ascending";
    Array.prototype.forEach.call(head.parentNode.cells, function (cell) { cell.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    var numeric = head.hasAttribute("data-number");
    function key(row) {
      var text = row.cells[at].textContent.trim();
      return numeric ? (text === "" ? -1 : parseFloat(text.replace(/,/g, ""))) : text;
    }
    var keyed = rows.map(function (row, index) { return [key(row), index, row]; });
    keyed.sort(function (a, b) {
      var order = numeric ? a[0] - b[0] : a[0].localeCompare(b[0], "zh-CN");
      return (down ? -order : order) || a[1] - b[1];
    });
    keyed.forEach(function (entry) { body.appendChild(entry[2]); });
  }

  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head) {
    var button = head.querySelector("button");
    if (button) button.addEventListener("click", function () { sort(head); });
  });
  words.addEventListener("input", filter);
  year.addEventListener("change", filter);
  state.addEventListener("change", filter);
  filter();
})();
