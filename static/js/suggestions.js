/* data-suggest="/address": what is typed is asked there as ?q=…, and what comes back is offered under the field. Without script the field is a plain one. */
(function () {
  "use strict";
  var WAIT = 200, SHORTEST = 2;
  var make = function (element, className, text) {
    var made = document.createElement(element);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  function offer(input) {
    var list = make("ul", "suggestions"), told = make("span", "visually-hidden"), timer = 0, asked = "", active = -1, items = [];
    list.id = input.id + "-suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "可选的" + (input.labels.length ? input.labels[0].textContent.trim() : "内容"));
    list.hidden = true;
    told.setAttribute("role", "status");
    input.insertAdjacentElement("afterend", list);
    list.insertAdjacentElement("afterend", told);
    input.autocomplete = "off";
    [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]].forEach(function (pair) { input.setAttribute(pair[0], pair[1]); });

    var close = function () {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    var mark = function (place) {
      active = place;
      Array.prototype.forEach.call(list.children, function (row, index) { row.setAttribute("aria-selected", String(index === place)); });
      if (place < 0) input.removeAttribute("aria-activedescendant");
      else { input.setAttribute("aria-activedescendant", list.children[place].id); list.children[place].scrollIntoView({ block: "nearest" }); }
    };
    /* What goes with the choice is filled in where nothing stands yet, or only what an earlier choice brought. */
    var fill = function (fills) {
      Object.keys(fills || {}).forEach(function (name) {
        var field = input.form.elements[name];
        if (!field) return;
        if (field.type === "checkbox") field.checked = fills[name];
        else if (!field.value || field.value === field.dataset.filled) field.value = field.dataset.filled = fills[name] || "";
      });
    };
    var choose = function (place) {
      var item = items[place];
      input.value = asked = item.value;
      fill(item.fills);
      close();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    var show = function (found) {
      items = found;
      list.textContent = "";
      found.forEach(function (item, index) {
        var row = make("li", ""), head = make("span", "suggestion-head", item.value);
        row.id = list.id + "-" + index;
        row.setAttribute("role", "option");
        if (item.tag) head.appendChild(make("span", "tag tone-warn", item.tag));
        row.appendChild(head);
        [item.code, item.note].forEach(function (words) { if (words) row.appendChild(make("span", "note", words)); });
        row.addEventListener("mousedown", function (event) { event.preventDefault(); choose(index); });
        list.appendChild(row);
      });
      close();
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
      told.textContent = found.length ? "有 " + found.length + " 项可选，用上下键选择。" : "";
    };
    var ask = function () {
      var words = input.value.trim();
      if (words === asked) return;
      asked = words;
      if (words.length < SHORTEST) { show([]); return; }
      fetch(input.dataset.suggest + "?q=" + encodeURIComponent(words), { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok && !answer.redirected ? answer.json() : { items: [] }; })
        .then(function (answer) { if (words === asked && document.activeElement === input) show(answer.items); })
        .catch(close);
    };
    input.addEventListener("input", function (event) {
      /* Half a pinyin is no question: it is asked when the word stands. */
      if (event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("compositionend", function () { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", function (event) {
      if (list.hidden || event.isComposing) return;
      var last = items.length - 1;
      if (event.key === "ArrowDown") mark(active < last ? active + 1 : 0);
      else if (event.key === "ArrowUp") mark(active > 0 ? active - 1 : last);
      else if (event.key === "Enter" && active >= 0) choose(active);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    Array.prototype.forEach.call(document.querySelectorAll("input[data-suggest]"), offer);
  });
})();
