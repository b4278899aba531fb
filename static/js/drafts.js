/* What is typed is never lost: of a filing a copy stays in this browser until the portal has it, a draft saves itself, and two
   windows on one draft are told; an opinion or a comment that was refused stands in its form again. The page works without: then
   only its buttons save. */
(function () {
  "use strict";
  var PREFIX = "portal-draft ", LEAVING = "portal-draft-leaving", SENT = "portal-sent", DAY = 24 * 3600 * 1000, PAUSE = 700, EVERY = 15000;
  var SILENT = ["csrf_token", "version", "intent", "beside"];
  var isDropped = false;
  var list = function (found) { return Array.prototype.slice.call(found); };
  var attempt = function (deed) { try { return deed(); } catch (error) { return null; /* private mode or a full store: nothing is kept here */ } };
  var read = function (key) { return attempt(function () { return JSON.parse(localStorage.getItem(key)); }); };
  var drop = function (key) { attempt(function () { localStorage.removeItem(key); }); };
  var keys = function () { return attempt(function () { return Object.keys(localStorage).filter(function (key) { return key.indexOf(PREFIX) === 0; }); }) || []; };
  var time = function (moment) {
    var day = new Date(moment), two = function (number) { return ("0" + number).slice(-2); };
    return two(day.getHours()) + ":" + two(day.getMinutes());
  };

  var fieldsOf = function (form) {
    return list(form.elements).filter(function (field) { return field.name && SILENT.indexOf(field.name) < 0 && field.type !== "file" && field.type !== "submit"; });
  };
  var valuesOf = function (form) {
    return fieldsOf(form).map(function (field) {
      return [field.name, field.type === "checkbox" || field.type === "radio" ? field.value : "", field.type === "checkbox" || field.type === "radio" ? field.checked : field.value];
    });
  };
  var put = function (form, values) {
    var fields = fieldsOf(form);
    form.dataset.restoring = "yes";
    values.forEach(function (value) {
      var field = fields.filter(function (each) { return each.name === value[0] && (value[1] === "" || each.value === value[1]); })[0];
      if (!field) return;
      if (typeof value[2] === "boolean") field.checked = value[2]; else field.value = value[2];
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    delete form.dataset.restoring;
  };

  document.addEventListener("DOMContentLoaded", function () {
    var session = document.getElementById("session-end"), form = document.querySelector("form[data-draft]");
    /* A saved form leads to another page; a refused one comes back, or ends on a page that tells why, or at the sign-in. */
    var left = attempt(function () { return sessionStorage.getItem(LEAVING); });
    attempt(function () { sessionStorage.removeItem(LEAVING); });
    var isRefused = !session || !!document.querySelector(".error-page");
    words(session, isRefused);
    if (!session) return;
    /* Only a page that says it was done proves that the portal has it: without a network the browser shows a page of its own. */
    if (left && !form && !isRefused && document.querySelector("[data-toast]")) drop(left);
    keys().forEach(function (key) { var kept = read(key); if (!kept || Date.now() - kept.at > DAY) drop(key); });
    list(document.querySelectorAll("form[action$='/sign-out']")).forEach(function (out) {
      out.addEventListener("submit", function () {
        isDropped = true;
        keys().forEach(drop);
        attempt(function () { sessionStorage.removeItem(SENT); });
      });
    });
    if (form) watch(form, PREFIX + session.dataset.username + " " + form.dataset.draft);
  });

  /* An opinion, a reason, a comment: what was sent last is kept until a page comes that is no refusal. After one, and after signing
     in again, it stands in the same form as soon as that is seen. */
  function words(session, isRefused) {
    var sent = attempt(function () { return JSON.parse(sessionStorage.getItem(SENT)); });
    var keepSent = function (value) { attempt(function () { sessionStorage.setItem(SENT, JSON.stringify(value)); }); };
    var forms = list(document.querySelectorAll("form[method=post]")).filter(function (form) {
      return !form.dataset.draft && form.querySelector("textarea");
    });
    if (sent && isRefused) keepSent({ form: sent.form, username: sent.username, values: sent.values, isRefused: true });
    if (!session) return;
    if (sent && !isRefused) {
      var same = forms.filter(function (form) { return form.getAttribute("action") === sent.form; })[0];
      if (!sent.isRefused || sent.username !== session.dataset.username || same) attempt(function () { sessionStorage.removeItem(SENT); });
      if (sent.isRefused && sent.username === session.dataset.username && same) {
        var dialog = same.closest("dialog");
        put(same, sent.values);
        if (dialog && !dialog.hasAttribute("data-bulk-dialog") && !dialog.open && dialog.showModal) dialog.showModal();
      }
    }
    forms.forEach(function (form) {
      form.addEventListener("submit", function () {
        keepSent({ form: form.getAttribute("action"), username: session.dataset.username, values: valuesOf(form) });
      });
    });
  }

  function watch(form, key) {
    var state = document.querySelector("[data-draft-state]"), version = form.elements.version, asked = form.dataset.autosave;
    var bar = document.querySelector("[data-kept]"), first = JSON.stringify(valuesOf(form)), sent = first;
    var isStopped = false, isBusy = false, waiting = null, channel = null;
    var say = function (words, tone) { if (state) { state.textContent = words; state.className = "note" + (tone ? " tone-text tone-" + tone : ""); } };
    var now = function () { return JSON.stringify(valuesOf(form)); };

    var keep = function () {
      var done = attempt(function () { localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: valuesOf(form) })); return true; });
      if (done && !asked) say("填写的内容存在这台电脑上 " + time(Date.now()) + "，点“保存并退出”才成为草稿");
    };

    var offer = function () {
      var kept = read(key);
      /* A refused form comes back with what was sent. */
      if (!bar || !kept || form.dataset.posted || JSON.stringify(kept.values) === first) return;
      bar.querySelector("[data-kept-words]").textContent = "这台电脑上有 " + time(kept.at) + " 填写、还没有保存的内容。";
      bar.hidden = false;
      bar.querySelector("[data-kept-restore]").addEventListener("click", function () { bar.hidden = true; put(form, kept.values); });
      bar.querySelector("[data-kept-drop]").addEventListener("click", function () { bar.hidden = true; drop(key); });
    };

    var stop = function (sentence) {
      isStopped = true;
      keep();
      say("", "");
      if (!state) return;
      state.className = "note tone-text tone-bad";
      state.textContent = sentence + "这里不再自动保存，您填的内容还在。";
      var link = document.createElement("a");
      link.href = form.dataset.now; link.target = "_blank"; link.textContent = "看现在的样子";
      state.appendChild(link);
    };

    var answered = function (answer) {
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 400) {
        say("登录已失效，没有保存；填写的内容存在这台电脑上，重新登录后可以恢复", "bad");
        return null;
      }
      if ([200, 409, 422].indexOf(answer.status) < 0) {
        say("没有自动保存（" + answer.status + "）；填写的内容存在这台电脑上，可以点“保存并退出”再试", "bad");
        return null;
      }
      return answer.json().then(function (told) {
        if (answer.status === 409) stop(told.sentence);
        else if (answer.status === 422) say("没有自动保存：" + told.sentence, "warn");
        else if (answer.status === 200) {
          version.value = told.version;
          if (told.sentence) say("已自动保存 " + time(Date.now()) + "，没有填对的除外：" + told.sentence, "warn");
          else say("已自动保存 " + time(Date.now()));
          if (channel) channel.postMessage({ key: key, version: told.version });
          if (now() === isBusy && !told.sentence) drop(key);
          sent = isBusy;
        }
      });
    };

    var save = function () {
      var values = now();
      if (!asked || isStopped || isBusy || values === sent) return;
      isBusy = values;
      keep();
      fetch(asked, { method: "POST", body: new FormData(form), redirect: "manual" }).then(answered).then(function () { isBusy = false; }, function () {
        isBusy = false;
        say("连接中断，填写的内容存在这台电脑上，连上后自动再存", "warn");
      });
    };

    form.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(keep, PAUSE);
    });
    form.addEventListener("change", function () { clearTimeout(waiting); keep(); });
    form.addEventListener("submit", function () {
      clearTimeout(waiting);
      keep();
      isStopped = true;
      attempt(function () { sessionStorage.setItem(LEAVING, key); });
    });
    window.addEventListener("pagehide", function () { if (now() !== sent && !isDropped) keep(); });
    list(document.querySelectorAll("[data-draft-drop]")).forEach(function (link) {
      link.addEventListener("click", function () { isDropped = isStopped = true; drop(key); });
    });
    window.addEventListener("online", save);
    window.addEventListener("offline", function () { say("连接中断，填写的内容存在这台电脑上，连上后自动再存", "warn"); });
    setInterval(save, EVERY);

    if (window.BroadcastChannel && asked) {
      channel = new BroadcastChannel("portal-drafts");
      channel.addEventListener("message", function (event) {
        if (event.data.key !== key) return;
        if (event.data.isOpened) {
          say("这份草稿在另一个窗口也打开了，请只在一处填写", "warn");
          if (!event.data.isAnswer) channel.postMessage({ key: key, isOpened: true, isAnswer: true });
        } else if (String(event.data.version) !== version.value && !isStopped) stop("另一个窗口保存了较新的内容。");
      });
      channel.postMessage({ key: key, isOpened: true });
    }
    offer();
  }
})();
