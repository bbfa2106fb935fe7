/* What Streamlit leaves open: the language of the document, what is chosen on a map, a chart saved with its sources. */
"use strict";

(() => {
  // Before Streamlit starts, so that the language it writes into the address makes no step of history.
  const address = new URL(location.href);
  if (!address.searchParams.has("lang")) {
    address.searchParams.set("lang", document.documentElement.lang.replace(/-[A-Z]{2}$/, ""));
    history.replaceState(history.state, "", address);
  }

  // A menu link drops the language and the server puts it back, which would take two steps back instead of one.
  const push = history.pushState.bind(history);
  // On the way to another page the new page's parameters may come before its path: no step on the page that is left,
  // or a step back would come to it without what was chosen there.
  let leaving = false;
  addEventListener("click", (event) => {
    const link = event.target.closest?.('[data-testid="stSidebarNavLink"], [data-testid="stPageLink-NavLink"]');
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    leaving = Boolean(link && !elsewhere && link.pathname !== location.pathname);
  }, true);
  addEventListener("popstate", () => { leaving = false; });
  history.pushState = (state, title, to) => {
    const target = new URL(to ?? location.href, location.href);
    if (leaving && target.pathname === location.pathname) return;
    leaving = false;
    const lang = new URL(location.href).searchParams.get("lang");
    if (lang && !target.searchParams.has("lang")) target.search = "?lang=" + lang + target.search.replace("?", "&");
    // So would what the reader wants in colour, and a presentation; on the same page its absence is a choice.
    for (const name of ["evidence", "present"]) {
      const kept = new URL(location.href).searchParams.get(name);
      if (kept && target.pathname !== location.pathname && !target.searchParams.has(name)) {
        target.searchParams.set(name, kept);
      }
    }
    push(state, title, target);
  };

  const followLanguage = () => {
    const chosen = document.querySelector("[data-hkzero-lang]")?.dataset.hkzeroLang;
    if (chosen && chosen !== document.documentElement.lang) document.documentElement.lang = chosen;
    if (chosen) document.documentElement.dataset.hkzeroThemed = "";
  };

  // Of a page that shows one chart alone: what leads down to it, and the block that is shown whole.
  const followAlone = () => {
    const mark = document.querySelector("[data-hkzero-only]");
    if (!mark && !("hkzeroAlone" in document.documentElement.dataset)) return;
    document.documentElement.toggleAttribute("data-hkzero-alone", Boolean(mark));
    const parts = new Map();
    const whole = mark?.closest(".stElementContainer").parentElement;
    for (let part = whole; part; part = part.parentElement) parts.set(part, part === whole ? "whole" : "path");
    for (const old of document.querySelectorAll("[data-hkzero-part]")) if (!parts.has(old)) delete old.dataset.hkzeroPart;
    for (const [part, kind] of parts) if (part.dataset.hkzeroPart !== kind) part.dataset.hkzeroPart = kind;
  };

  // Streamlit's widgets have English words of their own.
  const followWords = () => {
    const words = JSON.parse(document.querySelector("[data-hkzero-words]")?.dataset.hkzeroWords ?? "[]");
    const ours = (text) => words.reduce((found, [theirs, own]) => found ?? (text.match(theirs)
      ? text.replace(new RegExp(theirs), own) : null), null) ?? text;
    for (const uploader of document.querySelectorAll('[data-testid="stFileUploader"]')) {
      const texts = document.createTreeWalker(uploader, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const {data} = texts.currentNode;
        if (ours(data) !== data) texts.currentNode.data = ours(data);
      }
    }
    for (const element of document.querySelectorAll(
      '[data-testid="stTooltipHoverTarget"] button, [data-testid="stFileUploader"] [aria-label]')) {
      const label = element.ariaLabel ?? "";
      if (ours(label) !== label) element.ariaLabel = ours(label);
    }
  };

  // What is chosen is outlined on the map that is there: a map drawn anew for its outline takes longer than all else.
  const followOutlines = () => {
    const asked = document.querySelector("[data-hkzero-outlines]")?.dataset;
    const colours = JSON.parse(asked?.hkzeroOutlines ?? "{}");
    const shapes = [...document.querySelectorAll(".choroplethlayer path")];
    for (const shape of shapes.filter((one) => one.dataset.outline && one.dataset.outline !== colours[one.__data__.loc])) {
      shape.style.cssText = shape.dataset.plain;
      delete shape.dataset.outline;
    }
    for (const [code, colour] of Object.entries(colours)) {
      const shape = shapes.findLast((one) => one.__data__?.loc === code);
      if (!shape || shape.dataset.outline) continue;
      Object.assign(shape.dataset, {plain: shape.style.cssText, outline: colour});
      Object.assign(shape.style, {stroke: colour, strokeWidth: asked.hkzeroWidth, strokeOpacity: 1});
      shape.style.stroke = getComputedStyle(shape).stroke;  // a saved picture has no page to take a text colour from
      // Above its neighbours, who would cover half of the line.
      shape.parentNode.append(shape);
      shape.parentNode.parentNode.append(shape.parentNode);
    }
  };

  let waiting = false;
  const observer = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; followLanguage(); followAlone(); followWords(); followOutlines(); });
  });
  observer.observe(document.documentElement, {
    childList: true, subtree: true, attributes: true,
    attributeFilter: ["data-hkzero-lang", "data-hkzero-outlines", "data-hkzero-only"],
  });

  // On paper a chart must shrink with the page, which an SVG does only with a view box.
  const pictures = () => document.querySelectorAll(".js-plotly-plot .main-svg");
  const onPaper = (on) => document.documentElement.toggleAttribute("data-hkzero-paper", on);
  addEventListener("beforeprint", () => {
    pictures().forEach((svg) =>
      svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`));
    onPaper(true);
  });
  addEventListener("afterprint", () => {
    onPaper(false);
    pictures().forEach((svg) => svg.removeAttribute("viewBox"));
  });

  const SCALE = 2, MARGIN = 24;

  const imageOf = (svg) => new Promise((resolve, reject) => {
    const copy = svg.cloneNode(true);
    copy.querySelectorAll(".hoverlayer").forEach((layer) => layer.remove());
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("the chart could not be drawn as an image"));
    const look = getComputedStyle(document.querySelector(".stApp"));
    const drawn = new XMLSerializer().serializeToString(copy)  // as the stylesheet does on the page
      .replaceAll("rgb(42, 63, 95)", look.color).replaceAll("rgb(235, 240, 248)", look.backgroundColor);
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawn);
  });

  const linesOf = (context, text, width) => {
    const words = [...new Intl.Segmenter(document.documentElement.lang, {granularity: "word"}).segment(text)];
    const lines = [""];
    for (const {segment} of words) {
      const longer = lines.at(-1) + segment;
      if (context.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
      else lines.push(segment.trimStart());
    }
    return lines;
  };

  const paragraphsOf = (context, button, width, family) => [
    {text: button.dataset.title, font: `600 20px ${family}`, height: 27, faint: false},
    {text: button.dataset.subtitle, font: `14px ${family}`, height: 20, faint: true},
    {text: button.dataset.footer, font: `12px ${family}`, height: 17, faint: true, below: true},
  ].filter(({text}) => text).map((paragraph) => {
    context.font = paragraph.font;
    return {...paragraph, lines: linesOf(context, paragraph.text, width)};
  });

  const heightOf = (paragraphs) => paragraphs.reduce((sum, {lines, height}) => sum + lines.length * height, 0);

  const save = (canvas, name) => canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }, "image/png");

  const picture = async (button) => {
    const plot = document.querySelector(`.st-key-${CSS.escape(button.dataset.figure)} .js-plotly-plot`);
    if (!plot) return;
    if (plot.querySelector("canvas")) {
      plot.querySelector(".modebar-btn")?.click();  // WebGL: only plotly.js itself can read its canvas
      return;
    }
    const images = await Promise.all([...plot.querySelectorAll("svg.main-svg")].map(imageOf));
    const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
    const look = getComputedStyle(document.querySelector(".stApp")), family = look.fontFamily;
    const width = plot.clientWidth, paragraphs = paragraphsOf(context, button, width, family);
    const above = paragraphs.filter(({below}) => !below), below = paragraphs.filter((paragraph) => paragraph.below);
    canvas.width = (width + 2 * MARGIN) * SCALE;
    canvas.height = (heightOf(paragraphs) + plot.clientHeight + 4 * MARGIN) * SCALE;
    context.scale(SCALE, SCALE);
    context.fillStyle = look.backgroundColor;
    context.fillRect(0, 0, canvas.width, canvas.height);
    let top = MARGIN;
    const write = ({lines, font, height, faint}) => {
      context.font = font;
      context.fillStyle = look.color;
      context.globalAlpha = faint ? 0.75 : 1;
      context.textBaseline = "top";
      for (const line of lines) { context.fillText(line, MARGIN, top); top += height; }
      context.globalAlpha = 1;
    };
    above.forEach(write);
    top += MARGIN / 2;
    for (const image of images) context.drawImage(image, MARGIN, top);
    top += plot.clientHeight + MARGIN / 2;
    below.forEach(write);
    save(canvas, button.dataset.name);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button.hkzero-picture");
    if (button) picture(button);
  });
})();
