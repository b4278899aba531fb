/* Small improvements over pages that work without script. No framework; loaded in the head so that large text is set before paint. */
(function () {
  "use strict";
  var root = document.documentElement;
  var remembered = function (key) { try { return localStorage.getItem(key); } catch (error) { return null; } };
  var remember = function (key, value) { try { localStorage.setItem(key, value); } catch (error) { /* private mode: not kept */ } };
  var all = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };
  root.classList.add("scripted");
  root.classList.toggle("large-text", remembered("large-text") === "yes");

  function largeText() {
    all("[data-large-text]").forEach(function (button) {
      var show = function () { button.setAttribute("aria-pressed", String(root.classList.contains("large-text"))); };
      button.addEventListener("click", function () {
        remember("large-text", root.classList.toggle("large-text") ? "yes" : "no");
        show();
      });
      show();
    });
  }

  function menus() {
    var closeOthers = function (target) {
      all("details.menu[open]").forEach(function (menu) { if (!menu.contains(target)) menu.open = false; });
    };
    document.addEventListener("click", function (event) { closeOthers(event.target); });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      all("details.menu[open]").forEach(function (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    });
  }

  function dialogs() {
    if (typeof HTMLDialogElement === "undefined") return;
    all("[data-dialog]").forEach(function (opener) {
      var dialog = document.getElementById(opener.dataset.dialog);
      var open = function (event) {
        if (event.type === "keydown" && event.key !== " ") return;
        event.preventDefault();
        if (dialog.hasAttribute("data-bulk-dialog") && !listTicked(dialog)) return;
        dialog.showModal();
      };
      if (!dialog) return;
      opener.addEventListener("click", open);
      opener.addEventListener("keydown", open);
    });
    all("dialog").forEach(function (dialog) {
      all("[data-close]", dialog).forEach(function (button) {
        button.addEventListener("click", function (event) { event.preventDefault(); dialog.close(); });
      });
      if (!dialog.hasAttribute("data-open")) return;
      dialog.close();
      if (dialog.hasAttribute("data-bulk-dialog")) listTicked(dialog);
      dialog.showModal();
      var wrong = dialog.querySelector("[aria-invalid=true], .has-error input, .has-error textarea, .has-error select");
      if (wrong) wrong.focus();
    });
  }

  function ticked() { return all("input[data-tick]:checked"); }

  function isListed(dialog) {
    return function (box) { return !dialog.dataset.bulkDialog || box.dataset.gate === dialog.dataset.bulkDialog; };
  }

  /* One line of a bulk dialog: what is posted for the row, its title, and what is asked of it. */
  function listRow(dialog, box) {
    var row = document.createElement("li"), words = document.createElement("span");
    var asked = document.querySelector("template[data-asks='" + dialog.id + "'][data-row='" + box.value + "']");
    var post = function (name, value) {
      var input = document.createElement("input");
      input.type = "hidden"; input.name = name; input.value = value;
      row.appendChild(input);
    };
    row.dataset.row = box.value;
    words.textContent = box.dataset.title;
    row.appendChild(words);
    post(box.name, box.value);
    if (box.dataset.version) post("version-" + box.value, box.dataset.version);
    if (asked) row.appendChild(asked.content.cloneNode(true));
    return row;
  }

  /* How many rows it lists. What was answered for a row stays when the dialog is opened again. */
  function listTicked(dialog) {
    var boxes = ticked().filter(isListed(dialog)), list = dialog.querySelector("[data-bulk-list]"), kept = {};
    all("li", list).forEach(function (row) { kept[row.dataset.row] = row; });
    list.textContent = "";
    boxes.forEach(function (box) { list.appendChild(kept[box.value] || listRow(dialog, box)); });
    all("[data-label]", dialog).forEach(function (words) { words.textContent = words.dataset.label.replace("{n}", boxes.length); });
    return boxes.length;
  }

  /* Ticks outlive the way to the next row: each row, by id and version, that is ticked otherwise than the page came. */
  function keptTicks() {
    var seen = {};
    try { seen = JSON.parse(sessionStorage.getItem("ticks")) || {}; } catch (error) { /* private mode: not kept */ }
    var name = function (box) { return box.value + "/" + box.dataset.version; };
    return {
      restore: function () {
        if (document.querySelector("dialog[open]")) return;
        all("input[data-tick]").forEach(function (box) { if (name(box) in seen) box.checked = seen[name(box)]; });
      },
      keep: function () {
        all("input[data-tick]").forEach(function (box) {
          if (name(box) in seen || box.checked !== box.defaultChecked) seen[name(box)] = box.checked;
        });
        try { sessionStorage.setItem("ticks", JSON.stringify(seen)); } catch (error) { /* private mode: not kept */ }
      },
      forget: function () { try { sessionStorage.removeItem("ticks"); } catch (error) { /* nothing was kept */ } }
    };
  }

  function bulkBar() {
    var bar = document.querySelector("[data-bulk-bar]"), ticks = keptTicks();
    if (!document.querySelector("[data-tick]")) return;
    ticks.restore();
    var refresh = function () {
      var count = ticked().length;
      all("[data-dialog]").forEach(function (opener) {
        var dialog = document.getElementById(opener.dataset.dialog);
        if (dialog && dialog.hasAttribute("data-bulk-dialog")) opener.setAttribute("aria-disabled", String(!ticked().some(isListed(dialog))));
      });
      all("[data-tick-group]").forEach(function (box) {
        var rows = all("[data-tick]", box.closest("[data-group]"));
        box.checked = rows.every(function (row) { return row.checked; });
      });
      ticks.keep();
      if (!bar) return;
      bar.hidden = count === 0;
      bar.querySelector("[data-bulk-count]").textContent = count;
    };
    document.addEventListener("change", function (event) {
      if (event.target.matches("[data-tick-group]")) all("[data-tick]", event.target.closest("[data-group]")).forEach(function (box) { box.checked = event.target.checked; });
      if (event.target.matches("[data-tick], [data-tick-group]")) refresh();
    });
    all("[data-bulk-dialog] form").forEach(function (form) { form.addEventListener("submit", ticks.forget); });
    if (bar) bar.querySelector("[data-bulk-clear]").addEventListener("click", function () {
      all("[data-tick], [data-tick-group]").forEach(function (box) { box.checked = false; });
      refresh();
    });
    refresh();
  }

  /* data-shown-by="name=value", "name=a|b" or "name=*": a question that only makes sense after another, or any, answer. */
  function conditionalFields() {
    var dependents = all("[data-shown-by]");
    if (!dependents.length) return;
    var answers = function (form, name) {
      return all("[name='" + name + "']", form).filter(function (control) {
        return (control.type !== "radio" && control.type !== "checkbox") || control.checked;
      }).map(function (control) { return control.value; });
    };
    var refresh = function () {
      dependents.forEach(function (field) {
        var parts = field.dataset.shownBy.split("="), wanted = parts[1].split("|");
        var given = answers(field.closest("form"), parts[0]);
        /* What holds an answer or an error stays in sight, or it would be sent unseen. */
        var isFilled = all("input, select, textarea", field).some(function (control) {
          return control.type === "radio" || control.type === "checkbox" ? control.checked : control.value !== "";
        });
        field.hidden = !isFilled && !field.contains(document.activeElement) && !field.classList.contains("has-error") && !given.some(function (value) { return wanted.indexOf(value) >= 0 || (wanted[0] === "*" && value !== "" && value !== "0"); });
      });
    };
    /* While typing too: what is asked next must stand there when the tab key goes on. */
    ["input", "change"].forEach(function (happens) { document.addEventListener(happens, refresh); });
    refresh();
  }

  /* data-narrowed-by="name": a grouped select offers only the group whose label is the text chosen there. */
  function narrowedChoices() {
    all("select[data-narrowed-by]").forEach(function (select) {
      var leader = select.form.elements[select.dataset.narrowedBy];
      var refresh = function () {
        var label = leader.value ? leader.options[leader.selectedIndex].text : "";
        all("optgroup", select).forEach(function (group) {
          var isOther = label !== "" && group.label !== "" && group.label !== label;
          group.hidden = group.disabled = isOther && !all("option", group).some(function (option) { return option.selected; });
        });
      };
      leader.addEventListener("change", refresh);
      refresh();
    });
  }

  function showPassword() {
    all("[data-show-password]").forEach(function (button) {
      var input = document.getElementById(button.dataset.showPassword);
      button.hidden = false;
      button.addEventListener("click", function () {
        var isHidden = input.type === "password";
        input.type = isHidden ? "text" : "password";
        button.textContent = isHidden ? "隐藏密码" : "显示密码";
      });
    });
  }

  function toasts() {
    all("[data-toast]").forEach(function (toast) {
      var leave = function () { toast.remove(); };
      var timer = setTimeout(leave, 8000);
      toast.querySelector("[data-dismiss]").addEventListener("click", leave);
      ["focusin", "mouseenter"].forEach(function (kind) { toast.addEventListener(kind, function () { clearTimeout(timer); }); });
    });
  }

  /* data-key: the key that reaches an element. Never while something is typed or a dialog is open; off by the user menu. */
  function keys() {
    root.classList.toggle("keys-off", remembered("keys-off") === "yes");
    all("[data-keys]").forEach(function (button) {
      var show = function () { button.setAttribute("aria-pressed", String(!root.classList.contains("keys-off"))); };
      button.addEventListener("click", function () {
        remember("keys-off", root.classList.toggle("keys-off") ? "yes" : "no");
        show();
      });
      show();
    });
    document.addEventListener("keydown", function (event) {
      if (root.classList.contains("keys-off") || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input:not([data-tick]), textarea, select") || document.querySelector("dialog[open]")) return;
      var key = event.key.toLowerCase(), target = document.querySelector("[data-key='" + CSS.escape(key) + "']");
      if (!target) return;
      event.preventDefault();
      if (target.matches("input:not([data-tick]), textarea, select")) target.focus(); else target.click();
    });
  }

  /* On a narrow screen a row becomes a card; each cell then says its column. */
  function cards() {
    all("table[data-cards]").forEach(function (table) {
      var labels = all("thead tr:last-child > *", table).map(function (head) {
        var unit = head.querySelector("small");
        return head.firstChild ? head.firstChild.textContent.trim() + (unit ? "（" + unit.textContent + "）" : "") : "";
      });
      all("tbody tr", table).forEach(function (row) {
        Array.prototype.forEach.call(row.children, function (cell, index) {
          if (labels[index] && !cell.dataset.label) cell.dataset.label = labels[index];
        });
      });
    });
  }

  /* data-back: a link to a list leads to the list as it was filtered, when the reader came from there. */
  function backToList() {
    all("a[data-back]").forEach(function (link) {
      if (document.referrer.split("?")[0] === link.href.split("?")[0]) link.href = document.referrer;
    });
  }

  /* The margin of a printed page reads who printed it and when from this property. */
  function printedBy() {
    var foot = document.querySelector(".paper-foot");
    if (foot) root.style.setProperty("--printed", JSON.stringify(foot.textContent.trim()));
  }

  function firstError() {
    var summary = document.getElementById("error-summary"), wrong = document.querySelector("main [aria-invalid=true]");
    if (document.querySelector("dialog[open]")) return;
    if (summary) summary.focus(); else if (wrong) wrong.focus();
  }

  /* A table wider than its panel must be reachable by the keyboard that scrolls it. */
  function scrolledTables() {
    all(".table-scroll").forEach(function (area) {
      if (area.scrollWidth <= area.clientWidth && area.scrollHeight <= area.clientHeight) return;
      var caption = area.querySelector("caption");
      area.tabIndex = 0;
      area.setAttribute("role", "region");
      if (!area.hasAttribute("aria-label")) area.setAttribute("aria-label", caption ? caption.textContent : "表格，可左右滚动");
    });
  }

  function dockHeight() {
    var dock = document.querySelector(".dock");
    if (!dock) return;
    var measure = function () { root.style.setProperty("--dock-height", dock.offsetHeight + "px"); };
    measure();
    window.addEventListener("resize", measure);
  }

  /* A second press before the answer comes would be a second deed. */
  function sendsOnce() {
    document.addEventListener("submit", function (event) {
      var form = event.target;
      if (form.method !== "post" || event.defaultPrevented) return;
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      setTimeout(function () { delete form.dataset.sent; }, 3000);
    });
  }

  /* A long deed that the server does in steps: each answer asks for the next. */
  function goesOn() {
    all("form[data-goes-on]").forEach(function (form) { form.submit(); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    [largeText, menus, dialogs, bulkBar, conditionalFields, narrowedChoices, showPassword, toasts, keys, cards, scrolledTables, dockHeight, backToList, printedBy, firstError, sendsOnce, goesOn].forEach(function (step) { step(); });
    all("[data-print]").forEach(function (button) { button.addEventListener("click", function () { window.print(); }); });
    document.addEventListener("change", function (event) {
      if (event.target.matches("[data-submit-on-change]")) event.target.form.submit();
      /* A choice that other parts of the form go with: its button draws them anew. Not while a kept form is put back. */
      if (event.target.matches("[data-press]") && !event.target.form.dataset.restoring) document.getElementById(event.target.dataset.press).click();
    });
  });
})();
