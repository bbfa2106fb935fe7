/* Finding one's way: words explained where they stand, a tour, sharing, a lost connection, presenting. */
"use strict";

(() => {
  const MAIN = '[data-testid="stMain"]', PARAGRAPHS = `${MAIN} [data-testid="stMarkdown"] [data-testid="stMarkdownContainer"] > p`;
  let guide = null, address = "", expression = null, read = new WeakMap();
  const marked = new WeakMap();

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  // In the page's own light or dark, which the theme sets no higher than on the app.
  const mount = (element) => {
    element.style.colorScheme = getComputedStyle(document.querySelector(".stApp")).colorScheme;
    document.body.append(element);
  };
  const say = (key, values = {}) => (guide?.words[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return "forbidden"; } };
  const remember = (key) => { try { localStorage.setItem(key, "1"); } catch { /* a browser that keeps nothing */ } };

  // The words come once a language, and only after the page is there.
  const fetchGuide = async () => {
    const wanted = document.querySelector("[data-hkzero-guide]")?.dataset.hkzeroGuide;
    if (!wanted || wanted === address) return;
    address = wanted;
    const answer = await fetch(wanted);
    if (!answer.ok) return;
    guide = await answer.json();
    const written = guide.terms.flatMap(([anchor, names, meaning]) => names.map((name) => [name, {anchor, meaning}]));
    written.sort(([one], [other]) => other.length - one.length);
    const quoted = written.map(([name]) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "[ \\u00a0]"));
    const edge = document.documentElement.lang.startsWith("en") ? ["(?<![\\w₂-])", "s?(?![\\w₂-])"] : ["", ""];
    expression = new RegExp(`${edge[0]}(?:${quoted.join("|")})${edge[1]}`, "giu");
    guide.byName = new Map(written.map(([name, term]) => [name.toLowerCase(), term]));
    read = new WeakMap();
    follow();
  };

  // Only a paragraph of a single piece of text is touched: React then holds no piece of it that could go astray.
  const termOf = (text) => guide.byName.get(text.toLowerCase().replace(/\u00a0/g, " "))
    ?? guide.byName.get(text.toLowerCase().replace(/\u00a0/g, " ").replace(/s$/, ""));
  const explainTerms = () => {
    if (!guide || /\/glossary$/.test(location.pathname)) return;
    const explained = new Set([...document.querySelectorAll(".hkzero-term")].map((one) => one.dataset.term));
    for (const paragraph of document.querySelectorAll(PARAGRAPHS)) {
      const text = paragraph.textContent;
      if (read.get(paragraph) === text) continue;
      if (paragraph.querySelector(".hkzero-term")) {
        if (marked.get(paragraph) === text) continue;  // looked at anew, and as we left it
        // Its text changed beneath our marks: what we added goes, what React wrote stays.
        for (const added of paragraph.querySelectorAll(".hkzero-term")) {
          while (added.nextSibling) added.nextSibling.remove();
          added.remove();
        }
      }
      read.set(paragraph, paragraph.textContent);
      if (paragraph.childNodes.length !== 1 || paragraph.firstChild.nodeType !== Node.TEXT_NODE) continue;
      const found = [...paragraph.textContent.matchAll(expression)].map((one) => [one, termOf(one[0])])
        .filter(([, term]) => term && !explained.has(term.anchor) && explained.add(term.anchor));
      if (found.length) marked.set(paragraph, paragraph.textContent);
      for (const [one, term] of found.reverse()) {
        const rest = paragraph.firstChild.splitText(one.index);
        rest.data = rest.data.slice(one[0].length);
        const lang = document.querySelector("[data-hkzero-lang]").dataset.hkzeroLang.replace(/-[A-Z]{2}$/, "");
        rest.before(make("a", {class: "hkzero-term", href: `./glossary?lang=${lang}#${term.anchor}`,
          "data-term": term.anchor, "aria-description": term.meaning}, one[0]));
      }
    }
  };

  let meaning = null, shownFor = null;
  const hideMeaning = () => { meaning?.remove(); meaning = shownFor = null; };
  const showMeaning = (term) => {
    if (shownFor === term) return;
    hideMeaning();
    shownFor = term;
    const link = make("a", {href: term.getAttribute("href"), tabindex: "-1"}, say("glossary"));
    meaning = make("div", {class: "hkzero-meaning", role: "tooltip"}, term.getAttribute("aria-description"), " ", link);
    mount(meaning);
    const place = term.getClientRects()[0], box = meaning.getBoundingClientRect();
    const below = place.bottom + box.height + 8 < innerHeight;
    meaning.style.left = `${Math.max(8, Math.min(place.left, innerWidth - box.width - 8))}px`;
    meaning.style.top = `${below ? place.bottom + 2 : place.top - box.height - 2}px`;
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const term = event.target.closest?.(".hkzero-term");
    if (term) showMeaning(term);
    else if (!event.target.closest?.(".hkzero-meaning") && document.activeElement !== shownFor) hideMeaning();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.(".hkzero-term")) showMeaning(event.target);
    else if (!event.target.closest?.(".hkzero-meaning")) hideMeaning();
  });
  document.addEventListener("scroll", hideMeaning, {capture: true, passive: true});

  // A panel that is no dialog: the page stays usable beneath the tour. Focus goes in and comes back.
  const STEPS = [["finding", "h1"], ["evidence", '[class*="st-key-actions_"]'],
    ["menu", '[data-testid="stSidebarNav"], [data-testid="stExpandSidebarButton"]']];
  let tour = null, tourFrom = null;
  const unmark = () => document.querySelectorAll(".hkzero-shown").forEach((one) => one.classList.remove("hkzero-shown"));
  const endTour = () => {
    if (!tour) return;
    unmark();
    tour.remove();
    tour = null;
    remember("hkzero-tour");
    follow();
    (tourFrom?.isConnected && tourFrom.checkVisibility() ? tourFrom : document.querySelector(`${MAIN} a`))?.focus();
  };
  const takeStep = (at) => {
    const [name, selector] = STEPS[at];
    unmark();
    const shown = [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length);
    shown?.classList.add("hkzero-shown");
    shown?.scrollIntoView({block: "center"});
    const button = (key, act) => {
      const made = make("button", {type: "button"}, say(key));
      made.addEventListener("click", act);
      return made;
    };
    const heading = make("strong", {tabindex: "-1"}, `${say("tour.title")} · ${say("tour.step", {at: at + 1, all: STEPS.length})}`);
    tour.setAttribute("aria-label", say("tour.title"));
    tour.replaceChildren(heading, make("p", {}, say(`tour.${name}`)), make("div", {},
      ...(at ? [button("tour.back", () => takeStep(at - 1))] : []),
      at + 1 < STEPS.length ? button("tour.next", () => takeStep(at + 1)) : button("tour.done", endTour),
      ...(at + 1 < STEPS.length ? [button("close", endTour)] : [])));
    heading.focus();
  };
  const startTour = (from) => {
    if (!guide) return;
    tour?.remove();
    tourFrom = from;
    tour = make("section", {class: "hkzero-panel hkzero-tour"});
    mount(tour);
    takeStep(0);
  };

  const copy = async (field, button) => {
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    button.textContent = say("share.copied");
  };
  const share = (from) => {
    if (!guide) return;
    const code = `<iframe src="${from.dataset.embed}" title="${from.dataset.title.replace(/"/g, "&quot;")}" `
      + 'width="100%" height="640" loading="lazy"></iframe>';
    const part = (key, value, rows) => {
      const field = make("textarea", {readonly: "", rows}), button = make("button", {type: "button"}, say("share.copy"));
      field.value = value;
      button.setAttribute("aria-label", `${say("share.copy")}: ${say(key)}`);
      button.addEventListener("click", () => { button.removeAttribute("aria-label"); copy(field, button); });
      return make("div", {}, make("label", {}, say(key), field), button);
    };
    const close = make("button", {type: "button"}, say("close"));
    const dialog = make("dialog", {class: "hkzero-panel hkzero-sharing", "aria-label": say("share.title")},
      make("strong", {}, say("share.title")), make("p", {}, from.dataset.title), part("share.link", from.dataset.link, 2),
      part("share.embed", code.replaceAll("&embed", "&amp;embed").replaceAll("&only", "&amp;only"), 4),
      make("p", {}, say("share.embed_note")), close);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); from.focus(); });
    mount(dialog);
    dialog.showModal();
  };

  // Streamlit says it in English only. A short break is not worth a word.
  let broken = 0;
  const followConnection = () => {
    const state = document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState;
    const lost = !navigator.onLine || (state && state !== "CONNECTED");
    if (!lost) {
      clearTimeout(broken);
      broken = 0;
      document.querySelector(".hkzero-lost")?.remove();
      document.documentElement.classList.remove("hkzero-is-lost");
    } else {
      const theirs = [...document.querySelectorAll('[role="dialog"]')]
        .find((one) => one.textContent.startsWith("Connection error") && !one.classList.contains("hkzero-panel"));
      theirs?.querySelector("button")?.click();
    }
    if (lost && !broken) {
      broken = setTimeout(() => {
        const text = say(navigator.onLine ? "lost.server" : "lost.offline");
        if (!text || document.querySelector(".hkzero-lost")) return;
        document.documentElement.classList.add("hkzero-is-lost");
        const banner = make("div", {class: "hkzero-lost", role: "status"});
        mount(banner);
        banner.textContent = text;
      }, 2000);
    }
  };

  const presenting = () => new URL(location.href).searchParams.get("present") === "true";
  const present = (on) => {
    const to = new URL(location.href);
    if (on) to.searchParams.set("present", "true"); else to.searchParams.delete("present");
    location.assign(to);
  };
  const followPresenting = () => {
    const on = presenting();
    document.documentElement.classList.toggle("hkzero-present", on);
    const hint = document.querySelector(".hkzero-hint");
    if (on && !hint && guide) {
      const leave = make("button", {type: "button", "data-hkzero-present": "false"}, say("present.leave"));
      const words = make("span", {}, say("present.hint"), " ");
      mount(make("div", {class: "hkzero-hint", role: "note"}, words, leave));
      setTimeout(() => words.remove(), 8000);  // read by then, and a slide is for its picture
    } else if (!on) hint?.remove();
  };
  const turnPage = (by) => {
    const main = document.querySelector(MAIN);
    const stops = [...main.querySelectorAll('h1, [class*="st-key-figure_"]')]
      .map((one) => one.getBoundingClientRect().top - main.getBoundingClientRect().top).filter((top) => Math.abs(top - 16) > 60);
    const to = by > 0 ? stops.find((top) => top > 0) : stops.findLast((top) => top < 0);
    if (to !== undefined) main.scrollBy({top: to - 16});
  };
  const ON = ["ArrowDown", "ArrowRight", "PageDown"], BACK = ["ArrowUp", "ArrowLeft", "PageUp"];
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (meaning) hideMeaning();
      else if (tour) endTour();
      else if (presenting() && !document.querySelector('dialog, [role="dialog"]')) present(false);
    } else if (presenting() && [...ON, ...BACK].includes(event.key)
        && !event.target.closest?.('input, textarea, [role="radio"], [role="slider"], [role="combobox"], [role="listbox"]')) {
      event.preventDefault();
      turnPage(ON.includes(event.key) ? 1 : -1);
    }
  });

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    const term = at(".hkzero-term");
    if (term && event.pointerType === "touch" && shownFor !== term) {
      event.preventDefault();
      showMeaning(term);
    }
    if (at("[data-hkzero-tour]")) startTour(at("[data-hkzero-tour]"));
    if (at(".hkzero-share")) share(at(".hkzero-share"));
    if (at("[data-hkzero-present]")) present(at("[data-hkzero-present]").dataset.hkzeroPresent === "true");
  });

  // Whoever has taken the tour, or closed it, is not asked again above the page.
  const followTour = () => document.documentElement.classList.toggle("hkzero-toured", remembered("hkzero-tour") !== null);

  const follow = () => { fetchGuide(); followPresenting(); followTour(); explainTerms(); };
  // Marks come with the picture that their words come with; when all is sent, what was left for the old page's sake too.
  let waiting = false, sent = true;
  new MutationObserver(() => {
    followConnection();
    const before = sent;
    sent = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning";
    if (sent && !before) read = new WeakMap();
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }).observe(document.documentElement, {childList: true, subtree: true, characterData: true, attributes: true,
    attributeFilter: ["data-hkzero-guide", "data-test-connection-state", "data-test-script-state"]});
  addEventListener("online", followConnection);
  addEventListener("offline", followConnection);
})();
