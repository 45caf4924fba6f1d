// The operator's page: keeps what is shown up to date, and says when it cannot.
"use strict";
(function () {
  const body = document.body;
  const banner = document.getElementById("connection");
  const told = document.getElementById("told");
  const QUIET_MS = 5000;    // a connection that comes back by then is not spoken of
  const DEAD_MS = 35000;    // the gateway says something every 10 s
  const READ_EVERY_MS = 3000;
  const POINTS_MAX = 200;
  let known = parse(body.dataset.live);
  let lostAt = 0;
  let heardAt = Date.now();
  let source = null;
  let retryMs = 1000;
  let retry = 0;
  let over = false;         // the session
  let waited = waits();

  function parse(text) {
    try { return JSON.parse(text || "null"); } catch (wrong) { return null; }
  }

  // How many wait for a person, as the page says; empty where it does not.
  function waits() {
    const heading = document.getElementById("h-waiting");
    return heading ? (heading.querySelector(".count") || { textContent: "0" }).textContent : "";
  }

  function say(words) {
    if (told) { told.textContent = words; }
  }

  // --- times: the browser's own zone, and ages that grow
  const clock = new Intl.DateTimeFormat(undefined, {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23"
  });

  function age(ms) {
    const s = Math.max(0, Math.floor(ms / 1000));
    if (s < 60) { return s + " s"; }
    if (s < 3600) { return Math.floor(s / 60) + " min"; }
    if (s < 86400) { return Math.floor(s / 3600) + " h " + Math.floor(s % 3600 / 60) + " min"; }
    return Math.floor(s / 86400) + " d " + Math.floor(s % 86400 / 3600) + " h";
  }

  function times(root) {
    root.querySelectorAll("time[datetime]").forEach(function (each) {
      const at = new Date(each.dateTime);
      if (isNaN(at)) { return; }
      if (each.classList.contains("age")) {
        each.textContent = age(Date.now() - at);
        each.title = clock.format(at);
      } else if (!each.title) {
        each.title = each.textContent;
        each.textContent = clock.format(at);
      }
    });
  }

  // --- the connection
  function show(words, href, link) {
    banner.textContent = words + " ";
    if (href) {
      const a = document.createElement("a");
      a.href = href;
      a.textContent = link;
      banner.append(a);
    }
    banner.hidden = false;
  }

  function lost() {
    if (!lostAt) { lostAt = Date.now(); }
    document.querySelectorAll(".live").forEach(function (each) { each.classList.add("stale"); });
  }

  function healed() {
    heardAt = Date.now();
    retryMs = 1000;
    if (!lostAt) { return; }
    lostAt = 0;
    document.querySelectorAll(".live").forEach(function (each) { each.classList.remove("stale"); });
    if (!banner.hidden) {
      banner.hidden = true;
      say("Connected again; what is shown is up to date.");
    }
    refresh(null);
  }

  function signedOut() {
    over = true;
    stop();
    lost();
    const here = location.pathname + location.search;
    show("You are signed out. What is shown is of before.", "/dashboard/login?then=" + encodeURIComponent(here), "Sign in");
  }

  function stop() {
    if (source) { source.close(); source = null; }
    clearTimeout(retry);
  }

  function connect() {
    stop();
    source = new EventSource("/dashboard/live");
    source.onmessage = function (event) {
      const versions = parse(event.data);
      if (!versions) { return; }
      if (versions.ended) { signedOut(); return; }
      healed();
      changed(versions);
    };
    source.onerror = function () {
      lost();
      if (source && source.readyState === EventSource.CLOSED) { later(); }
    };
  }

  // Refused, or not there: ask whether the session is over before the next try.
  function later() {
    stop();
    retry = setTimeout(function () {
      retryMs = Math.min(retryMs * 2, 10000);
      fetch("/dashboard/live/allowed", { headers: { "HX-Request": "true" }, cache: "no-store" })
        .then(function (answer) {
          if (answer.status === 401) { signedOut(); } else { connect(); }
        }, later);
    }, retryMs);
  }

  function changed(versions) {
    const before = known;
    known = versions;
    if (!before || before.run !== versions.run) { refresh(null); return; }
    const topics = Object.keys(versions).filter(function (each) { return versions[each] !== before[each]; });
    if (topics.length) { refresh(topics); }
  }

  // Asks for the parts that show these topics; null: all.
  function refresh(topics) {
    document.querySelectorAll(".live[data-from]").forEach(function (each) {
      const mine = each.dataset.topics.split(" ");
      if (topics && !mine.some(function (topic) { return topics.includes(topic); })) { return; }
      load(each, each.dataset.from);
    });
  }

  function load(target, from) {
    return htmx.ajax("GET", from, {
      target: target, swap: "innerHTML", headers: { "HX-Trigger-Live": "true" }
    });
  }

  if (document.querySelector(".bar nav")) {
    connect();
    setInterval(function () {
      const silent = Date.now() - heardAt;
      if (source && !over && silent > DEAD_MS) { lost(); later(); }
      if (lostAt && !over && Date.now() - lostAt > QUIET_MS) {
        show("Connection lost since " + clock.format(new Date(lostAt)) + ". What is shown is of then; it heals by itself.");
      }
    }, 1000);
    setInterval(function () { times(document); }, 10000);
    window.addEventListener("pagehide", stop);
    window.addEventListener("pageshow", function (event) { if (event.persisted) { connect(); } });
  }

  // What a person opened stays open when the part around it is read again.
  const opened = new Set();
  body.addEventListener("toggle", function (event) {
    if (event.target.id && event.target.isConnected) {
      opened[event.target.open ? "add" : "delete"](event.target.id);
    }
  }, true);
  body.addEventListener("htmx:afterSwap", function (event) {
    event.detail.target.querySelectorAll("details[id]").forEach(function (each) { each.open = opened.has(each.id); });
    times(event.detail.target);
    plots(event.detail.target);
    const now = waits();
    if (now !== waited) {
      waited = now;
      say(now === "0" ? "Nothing waits for a person." : now + " wait for a person.");
    }
  });
  body.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status === 401) { signedOut(); }
  });
  times(document);

  // --- forms: pressed once
  document.querySelectorAll("form[data-once]").forEach(function (form) {
    form.addEventListener("submit", function () {
      setTimeout(function () {
        form.querySelectorAll("button").forEach(function (each) { each.disabled = true; });
        say("Sent; wait for the answer.");
      }, 0);
    });
  });
  const all = document.getElementById("all");
  if (all) {
    all.addEventListener("change", function () {
      document.querySelectorAll("input[name=id]").forEach(function (each) { each.checked = all.checked; });
    });
  }
  const fault = document.querySelector(".fault[id], [role=alert]");
  if (fault) {
    const field = document.querySelector("[aria-invalid]");
    if (field) { field.focus(); }
  }

  // --- one device: readings on request, or every few seconds while somebody looks
  const read = document.getElementById("read");
  const watch = document.getElementById("watch");
  const curves = new Map();

  function readNow() {
    return load(document.getElementById("sight"), read.dataset.reads);
  }

  if (read) {
    read.addEventListener("click", function () { readNow(); say("Readings asked for."); });
    watch.addEventListener("change", function () { if (watch.checked) { readNow(); } });
    setInterval(function () {
      if (watch.checked && document.visibilityState === "visible" && !lostAt) { readNow(); }
    }, READ_EVERY_MS);
    readNow();
  }

  function plots(root) {
    if (!watch || !watch.checked || root.id !== "sight") { return; }
    root.querySelectorAll("[data-number]").forEach(function (cell) {
      if (cell.dataset.number === "") { return; }
      const name = cell.dataset.resource;
      const curve = curves.get(name) || curveOf(name, cell.dataset.units);
      curve.at.push(Date.now() / 1000);
      curve.values.push(Number(cell.dataset.number));
      if (curve.at.length > POINTS_MAX) { curve.at.shift(); curve.values.shift(); }
      curve.plot.setData([curve.at, curve.values]);
    });
  }

  function curveOf(name, units) {
    const place = document.createElement("div");
    place.className = "plot";
    document.getElementById("plots").append(place);
    const title = name + (units ? " [" + units + "]" : "");
    const plot = new uPlot({
      width: 340, height: 150, title: title, legend: { show: false }, cursor: { show: false },
      axes: [{}, { size: 56 }],
      series: [{}, { stroke: "#0b5394", width: 2, points: { show: true, size: 4 } }]
    }, [[], []], place);
    const curve = { at: [], values: [], plot: plot };
    curves.set(name, curve);
    return curve;
  }
})();
