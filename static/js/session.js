/* Says before a sign-in ends, and lets it go on. Nothing on the page is touched, so what was typed stays. */
(function () {
  "use strict";
  var WARNING = 5 * 60, KEY = "portal-seen";

  document.addEventListener("DOMContentLoaded", function () {
    var bar = document.getElementById("session-end");
    if (!bar) return;
    var words = bar.querySelector("[data-words]"), form = bar.querySelector("form");
    var idle = Number(bar.dataset.idle), end = Date.now() + Number(bar.dataset.left) * 1000, isOver = false;

    /* Another window of the same browser keeps the same sign-in alive. */
    var seen = function () {
      try { return Number(localStorage.getItem(KEY)) || 0; } catch (error) { return 0; }
    };
    var opened = Date.now();
    var note = function () {
      opened = Date.now();
      try { localStorage.setItem(KEY, String(opened)); } catch (error) { /* private mode: this window alone */ }
    };
    var minutes = function (seconds) { return Math.max(1, Math.ceil(seconds / 60)); };
    var clock = function (moment) {
      var time = new Date(moment);
      return time.getHours() + ":" + ("0" + time.getMinutes()).slice(-2);
    };
    var show = function (text, canGoOn) {
      /* Nothing outside an open dialog can be clicked. */
      (document.querySelector("dialog[open]") || document.body).appendChild(bar);
      if (words.textContent !== text) words.textContent = text;
      form.hidden = !canGoOn;
      bar.hidden = false;
    };

    var check = function () {
      var leftIdle = idle - (Date.now() - Math.max(opened, seen())) / 1000, left = (end - Date.now()) / 1000;
      if (isOver || Math.min(leftIdle, left) <= 0) {
        isOver = true;
        show("登录已结束。请另开一页登录，再回到这里提交，已填写的内容还在。", false);
      } else if (left <= WARNING) {
        show("登录将在 " + clock(end) + " 到期，请先保存，再重新登录。", false);
      } else if (leftIdle <= WARNING) {
        show("很久没有操作，" + minutes(leftIdle) + " 分钟后自动退出。", true);
      } else {
        bar.hidden = true;
      }
    };

    /* The same person has signed in again in another window: the forms of this page get the new token. */
    var resume = function () {
      fetch(bar.dataset.token, { redirect: "manual" }).then(function (answer) {
        return answer.status === 200 ? answer.json() : null;
      }).then(function (fresh) {
        if (!fresh || fresh.username !== bar.dataset.username) return;
        Array.prototype.forEach.call(document.querySelectorAll("[name=csrf_token]"), function (input) { input.value = fresh.csrf_token; });
        end = Date.now() + fresh.left * 1000;
        isOver = false;
        note();
        bar.hidden = true;
      }, function () { /* no network: the bar stays */ });
    };

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).then(function (answer) {
        if (answer.status === 204) { note(); bar.hidden = true; return; }
        isOver = true;
        check();
      }, function () { show("网络不通，请稍后再点。", true); });
    });
    note();
    setInterval(check, 5000);
    window.addEventListener("focus", function () {
      check();
      if (isOver || seen() > opened) resume();
    });
  });
})();
