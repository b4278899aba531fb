/* Files are sent one after the other as they are chosen or dropped, each with its progress. Without script the form sends them together. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector("form[data-upload]"), shown = document.querySelector("[data-uploads]");
    if (!form || !shown || !window.FormData) return;
    var input = form.querySelector("input[type=file]"), waiting = [], isBusy = false;

    var say = function (row, words, tone) {
      row.className = tone ? "tone-" + tone : "";
      row.querySelector("[data-words]").textContent = words;
      if (tone) row.querySelector("progress").remove();
    };

    var addRow = function (file) {
      var row = document.createElement("li"), name = document.createElement("b");
      var bar = document.createElement("progress"), words = document.createElement("span");
      name.textContent = file.name;
      bar.max = 1; bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      words.dataset.words = "";
      words.className = "tone-text";
      words.textContent = "等待上传";
      [name, bar, words].forEach(function (part) { row.appendChild(part); });
      shown.appendChild(row);
      shown.hidden = false;
      return row;
    };

    /* What the answer says: the new list of attachments, with the sentence of a refusal in it, or a page that explains. */
    var read = function (request, row) {
      var page = new DOMParser().parseFromString(request.responseText, "text/html");
      var list = page.querySelector("[data-attachment-list]"), refused = page.querySelector("[data-refused] li");
      if (list) {
        var sentence = refused ? refused.textContent.trim() : "";
        if (refused) refused.closest("[data-refused]").remove();
        document.querySelector("[data-attachment-list]").replaceWith(list);
        say(row, sentence || "已添加", sentence ? "bad" : "good");
        return;
      }
      var why = page.querySelector(".error-page p");
      if (request.status === 413) say(row, "文件太大，没有保存。", "bad");
      else if (request.status >= 400 && why) say(row, why.textContent.trim(), "bad");
      else say(row, "登录已失效，没有保存。请重新登录后再传。", "bad");
    };

    var sendNext = function () {
      var next = waiting.shift();
      isBusy = Boolean(next);
      if (!next) return;
      var request = new XMLHttpRequest(), body = new FormData(form);
      body.delete("files");
      body.append("files", next.file, next.file.name);
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.upload.addEventListener("progress", function (event) {
        var bar = next.row.querySelector("progress");
        if (!event.lengthComputable || !bar) return;
        bar.value = event.loaded / event.total;
        say(next.row, event.loaded === event.total ? "正在检查" : Math.floor(100 * event.loaded / event.total) + " %");
      });
      request.addEventListener("load", function () { read(request, next.row); sendNext(); });
      request.addEventListener("error", function () { say(next.row, "网络断开，没有保存。请再传一次。", "bad"); sendNext(); });
      say(next.row, "正在上传");
      request.send(body);
    };

    var take = function (files) {
      Array.prototype.forEach.call(files, function (file) { waiting.push({ file: file, row: addRow(file) }); });
      input.value = "";
      if (!isBusy) sendNext();
    };

    form.querySelector("button[type=submit]").hidden = true;
    input.addEventListener("change", function () { take(input.files); });
    ["dragenter", "dragover"].forEach(function (kind) {
      form.addEventListener(kind, function (event) { event.preventDefault(); form.classList.add("is-over"); });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      form.addEventListener(kind, function (event) { event.preventDefault(); form.classList.remove("is-over"); });
    });
    form.addEventListener("drop", function (event) { take(event.dataTransfer.files); });
    window.addEventListener("beforeunload", function (event) { if (isBusy) event.preventDefault(); });
  });
})();
