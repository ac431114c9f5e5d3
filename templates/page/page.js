"use strict";
(() => {
  const { fields, outputs, examples } = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const PREDICT = new URL("predict", location.href.split(/[?#]/)[0]).href;
  const KEY = window.nb2svcKey; // set where the service needs one: see key.js
  // a proxy of Jupyter's wants back what it has set, as from its own pages; elsewhere there is no such cookie
  const XSRF = /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1];
  const controls = new Map();

  // ---- small makers ----
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === undefined || value === null) continue;
      if (name === "class") element.className = value;
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  }

  const round = (value) => Number(value.toPrecision(4));

  function hintOf(field) {
    const parts = [];
    if (field.minimum !== null && field.maximum !== null && field.kind !== "array") {
      const show = (v) => (typeof v === "number" ? round(v) : String(v).slice(0, 19));
      parts.push(`training rows: ${show(field.minimum)} to ${show(field.maximum)}`);
    }
    if (field.kind === "datetime") parts.push("ISO 8601, such as 2024-05-17T08:30:00");
    if (field.nullable && !field.categories && field.kind !== "boolean") parts.push("empty means missing");
    return parts.join("; ");
  }

  // ---- one control per field: an element, how it is filled, how it is read ----
  function choiceControl(field, id, choices) {
    const select = make("select", { id, name: field.name });
    const values = field.nullable ? [...choices, null] : choices;
    values.forEach((value, i) => select.append(make("option", { value: i }, value === null ? "— missing —" : String(value))));
    return {
      element: select,
      fill: (value) => { const i = values.indexOf(value ?? null); select.value = String(i < 0 ? 0 : i); },
      read: () => values[Number(select.value)],
    };
  }

  function numberControl(field, id) {
    const input = make("input", {
      id, name: field.name, type: "number", step: field.kind === "integer" ? "1" : "any", autocomplete: "off",
      inputmode: field.kind === "integer" ? "numeric" : "decimal",
    });
    return {
      element: input,
      fill: (value) => { input.value = value ?? ""; },
      read: () => {
        if (input.value !== "") return Number(input.value);
        if (field.nullable && !input.validity.badInput) return null;
        throw new Error("enter a number");
      },
    };
  }

  function textControl(field, id) {
    const sample = [field.example, ...examples.map((row) => row[field.name])].filter((value) => typeof value === "string");
    const isLong = sample.some((value) => value.length > 60 || value.includes("\n"));
    const element = isLong
      ? make("textarea", { id, name: field.name, rows: 4 })
      : make("input", { id, name: field.name, type: "text", autocomplete: "off", spellcheck: "false" });
    return {
      element, isWide: isLong,
      fill: (value) => { element.value = value ?? ""; },
      read: () => (element.value === "" && field.nullable ? null : element.value),
    };
  }

  function listControl(field, id) {
    const area = make("textarea", { id, name: field.name, class: "json", rows: 5, spellcheck: "false" });
    return {
      element: area, isWide: true, area,
      fill: (value) => { area.value = pretty(value); },
      read: () => {
        if (area.value.trim() === "" && field.nullable) return null;
        try { return JSON.parse(area.value); } catch { throw new Error("this is no JSON: expected nested lists, as in the example"); }
      },
    };
  }

  // an image of 4x4 to 64x64 can be drawn
  const isDrawable = (field) => field.kind === "array" && field.shape.length === 2 && field.shape.every((n) => n >= 4 && n <= 64);

  function imageControl(field, id) {
    const list = listControl(field, id);
    const [height, width] = field.shape;
    const all = examples.map((row) => row[field.name]).flat(2).filter((value) => typeof value === "number");
    const low = Math.min(0, ...all);
    const high = Math.max(typeof field.maximum === "number" ? field.maximum : low, ...all) || 1;
    const cell = Math.max(4, Math.floor(200 / width));
    const canvas = make("canvas", { width: width * cell, height: height * cell, role: "img",
      "aria-label": `${field.name} as a picture of ${width} by ${height} points; draw on it, or edit the numbers below` });
    const context = canvas.getContext("2d");
    let points = [];

    function paint() {
      points.forEach((line, y) => line.forEach((value, x) => {
        const shade = Math.round(255 * (1 - Math.min(1, Math.max(0, (value - low) / (high - low)))));
        context.fillStyle = `rgb(${shade},${shade},${shade})`;
        context.fillRect(x * cell, y * cell, cell, cell);
      }));
    }
    function take(value) {
      const fits = Array.isArray(value) && value.length === height && value.every((line) => Array.isArray(line) && line.length === width);
      if (fits) { points = value.map((line) => line.map(Number)); paint(); }
    }
    function changed() { list.fill(points); paint(); list.area.dispatchEvent(new Event("input", { bubbles: true })); }
    function draw(event) {
      const box = canvas.getBoundingClientRect();
      const x = Math.floor(((event.clientX - box.left) / box.width) * width);
      const y = Math.floor(((event.clientY - box.top) / box.height) * height);
      if (x < 0 || y < 0 || x >= width || y >= height) return;
      points[y][x] = erase.getAttribute("aria-pressed") === "true" || event.buttons === 2 ? low : high;
      changed();
    }
    const erase = make("button", { type: "button", class: "small", "aria-pressed": "false" }, "Erase");
    erase.addEventListener("click", () => {
      const on = erase.getAttribute("aria-pressed") !== "true";
      erase.setAttribute("aria-pressed", String(on));
      erase.textContent = on ? "Draw" : "Erase";
    });
    const clear = make("button", { type: "button", class: "small" }, "Clear");
    clear.addEventListener("click", () => { points = Array.from({ length: height }, () => Array(width).fill(low)); changed(); });
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); draw(event); });
    canvas.addEventListener("pointermove", (event) => { if (event.buttons) draw(event); });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    list.area.addEventListener("input", () => { try { take(JSON.parse(list.area.value)); } catch { /* still typing */ } });
    const details = make("details", {}, make("summary", { class: "soft" }, "as numbers"), list.area);
    details.style.flex = "1 1 100%";
    return {
      ...list, details,
      element: make("div", { class: "drawing" }, canvas, make("div", { class: "tools" },
        make("span", { class: "soft" }, "Draw on the picture."), clear, erase), details),
      fill: (value) => { list.fill(value); take(value); },
    };
  }

  function controlFor(field, id) {
    if (field.categories) return choiceControl(field, id, field.categories);
    if (field.kind === "boolean") return choiceControl(field, id, [true, false]);
    if (field.kind === "integer" || field.kind === "number") return numberControl(field, id);
    if (isDrawable(field)) return imageControl(field, id);
    return field.kind === "array" ? listControl(field, id) : textControl(field, id);
  }

  // numbers of one line of a matrix stay on one line
  function pretty(value) {
    if (!Array.isArray(value)) return JSON.stringify(value ?? null);
    if (!value.some(Array.isArray)) return `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    return `[\n${value.map((line) => ` ${pretty(line).replaceAll("\n", "\n ")}`).join(",\n")}\n]`;
  }

  // ---- the form ----
  fields.forEach((field, i) => {
    const id = `field-${i}`;
    const control = controlFor(field, id);
    const hint = hintOf(field);
    const error = make("p", { class: "error", id: `${id}-error`, role: "alert", hidden: true });
    const input = control.area ?? control.element;
    input.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
    const kind = field.kind === "array" ? (field.shape.length === 1 ? `list of ${field.shape[0]}` : field.shape.join(" × ")) : field.categories ? "choice" : { string: "text", datetime: "date and time", boolean: "yes or no" }[field.kind] ?? field.kind;
    $("fields").append(make("div", { class: control.isWide ? "field wide" : "field" },
      make("label", { for: id }, field.name, make("span", {}, kind)), control.element,
      make("p", { class: "hint", id: `${id}-hint`, hidden: !hint }, hint), error));
    controls.set(field.name, { ...control, input, error });
  });

  function readRow() {
    const row = {}, faults = [];
    for (const [name, control] of controls) {
      try { row[name] = control.read(); } catch (fault) { faults.push([name, fault.message]); }
    }
    return { row, faults };
  }

  function showFaults(faults) {
    for (const control of controls.values()) { control.error.hidden = true; control.input.removeAttribute("aria-invalid"); }
    const general = [];
    let first = null;
    for (const [name, message] of faults) {
      const control = controls.get(name);
      if (!control) { general.push(name ? `${name}: ${message}` : message); continue; }
      control.error.textContent = message;
      control.error.hidden = false;
      control.input.setAttribute("aria-invalid", "true");
      if (control.details) control.details.open = true;
      first ??= control.input;
    }
    $("form-error").textContent = general.join("\n");
    $("form-error").hidden = general.length === 0;
    if (first) first.focus();
  }

  const asJson = (row) => {
    const parts = Object.entries(row).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    return `{${parts.join(", ")}}`;
  };
  const PYTHON_WORDS = new Map([[null, "None"], [true, "True"], [false, "False"]]);
  const asPython = (value) => {
    if (PYTHON_WORDS.has(value)) return PYTHON_WORDS.get(value);
    if (Array.isArray(value)) return `[${value.map(asPython).join(", ")}]`;
    return JSON.stringify(value);  // numbers and text are written alike in both
  };
  const WRITERS = {
    curl(row) {
      const key = KEY ? " \\\n  -H \"Authorization: Bearer $NB2SVC_KEY\"" : "";
      const body = asJson(row).replaceAll("'", "'\\''");
      return `curl ${PREDICT} \\\n  -H 'Content-Type: application/json'${key} \\\n  -d '${body}'`;
    },
    python(row) {
      const lines = Object.entries(row).map(([name, value]) => `    ${JSON.stringify(name)}: ${asPython(value)},\n`);
      const imports = KEY ? "import os\n\nimport requests\n" : "import requests\n";
      const key = KEY ? ", headers={\"Authorization\": f\"Bearer {os.environ['NB2SVC_KEY']}\"}" : "";
      const url = `url = ${JSON.stringify(PREDICT)}\n`;
      return `${imports}\n${url}row = {\n${lines.join("")}}\nanswer = requests.post(url, json=row${key}).json()\nprint(answer)`;
    },
  };
  let language = "curl";

  function showSnippet() {
    const { row, faults } = readRow();
    if (!faults.length) $("snippet").textContent = WRITERS[language](row);
  }

  // ---- the answer ----
  const isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;
  const bar = (share) => { const fill = make("i"); fill.style.width = `${100 * share}%`; return make("span", { class: "bar", "aria-hidden": "true" }, fill); };

  function showValue(value, output) {
    if (value === null || value === undefined) return [make("div", { class: "value null" }, "missing")];
    if (typeof value === "boolean") return [make("div", { class: "value" }, value ? "yes" : "no")];
    if (typeof value === "number") {
      const shown = make("div", { class: "value", title: String(value) }, String(Number.isInteger(value) ? value : Number(value.toPrecision(6))));
      return output.kind === "number" && isShare(value) ? [shown, bar(value)] : [shown];
    }
    if (Array.isArray(value) && value.length <= 24 && value.every(isShare)) {
      const top = Math.max(...value);
      const rows = value.flatMap((share, i) => {
        const mark = share === top ? "top" : "";
        return [make("span", { class: mark }, String(i)), bar(share), make("span", { class: mark }, share.toFixed(3))];
      });
      return [make("div", { class: "bars" }, ...rows)];
    }
    if (typeof value === "object") return [make("pre", {}, pretty(value))];
    return [make("div", { class: "value text" }, String(value))];
  }

  function showAnswer(answer) {
    const list = make("dl");
    // single values first: they are what a person looks for
    const ordered = [...outputs].sort((a, b) => Number(a.kind === "array") - Number(b.kind === "array"));
    for (const output of ordered) {
      list.append(make("div", {}, make("dt", {}, output.name), make("dd", {}, ...showValue(answer[output.name], output))));
    }
    $("answer").replaceChildren(list);
    $("answer-card").scrollIntoView({ block: "nearest" }); // on a phone it is below the form
  }

  async function predict(event) {
    event.preventDefault();
    const { row, faults } = readRow();
    showFaults(faults);
    if (faults.length) return;
    const button = $("form").querySelector("[type=submit]");
    button.disabled = true;
    $("busy").textContent = "computing …";
    const started = performance.now();
    try {
      const response = await fetch(PREDICT, { method: "POST", headers: { "Content-Type": "application/json", ...(KEY && { Authorization: `Bearer ${KEY}` }), ...(XSRF && { "X-XSRFToken": XSRF }) }, body: JSON.stringify(row) });
      const answer = await response.json();
      $("timing").textContent = `in ${(performance.now() - started).toFixed(0)} ms`;
      if (response.ok) showAnswer(answer);
      else {
        $("timing").textContent = "";
        const why = response.status < 500 ? "the request has faults." : "the service has none now.";
        $("answer").replaceChildren(make("p", { class: "soft" }, `No answer: ${why}`));
        showFaults(answer.detail.map((fault) => [fault.loc[1] ?? "", fault.msg]));
      }
    } catch (fault) {
      showFaults([["", `the service cannot be reached: ${fault.message}`]]);
    } finally {
      button.disabled = false;
      $("busy").textContent = "";
    }
  }

  function fillExample(row) {
    for (const [name, control] of controls) control.fill(row[name]);
    showFaults([]);
    showSnippet();
  }

  let shown = 0;
  $("another").hidden = examples.length < 2;
  $("another").addEventListener("click", () => { shown = (shown + 1) % examples.length; fillExample(examples[shown]); });
  $("form").addEventListener("submit", predict);
  $("form").addEventListener("input", showSnippet);
  const choices = [...document.querySelectorAll("[data-language]")];
  for (const choice of choices) choice.addEventListener("click", () => {
    language = choice.dataset.language;
    for (const other of choices) other.setAttribute("aria-pressed", String(other === choice));
    showSnippet();
  });
  $("copy").addEventListener("click", async () => {
    try { await navigator.clipboard.writeText($("snippet").textContent); $("copy").textContent = "Copied"; }
    catch { getSelection().selectAllChildren($("snippet")); $("copy").textContent = "Selected"; }
    setTimeout(() => { $("copy").textContent = "Copy"; }, 1500);
  });
  fillExample(examples[0]);
})();
