// What makes report.html handier where scripts may run. Everything on the page is there without it.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const button = (label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    return made;
  };

  // Light or dark paper: the system's, until the reader chooses. Storage may be forbidden.
  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const KEY = "overt-theme";
  const stored = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const store = (name) => { try { localStorage.setItem(KEY, name); } catch { /* forbidden */ } };
  const current = () => document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
  const show = (name) => {
    if (name) document.documentElement.dataset.theme = name;
    theme.textContent = current() === "dark" ? "Light page" : "Dark page";
  };
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const name = current() === "dark" ? "light" : "dark";
    store(name);
    show(name);
  });
  dark.addEventListener("change", () => show());
  show(stored());

  // Tables: the first 15 rows, and all of them on demand.
  const FOLDED_ROWS = 15;
  const fold = (table) => {
    const rows = table.tBodies[0].rows.length;
    if (rows <= FOLDED_ROWS) return;
    const more = button(`Show all ${rows}`);
    const line = document.createElement("p");
    more.addEventListener("click", () => {
      const folded = table.classList.toggle("folded");
      more.textContent = folded ? `Show all ${rows}` : `Show the first ${FOLDED_ROWS}`;
    });
    line.className = "tools";
    line.append(more);
    table.classList.add("folded");
    table.parentElement.after(line);
  };

  // Tables: sorted by a column, numbers from large to small first.
  const collator = new Intl.Collator(undefined, { numeric: true });
  const text = (cell) => cell.dataset.sort ?? cell.textContent;
  const number = (cell) => Number(text(cell).replaceAll(",", ""));
  const sort = (table, header) => {
    const numeric = header.classList.contains("r");
    const first = numeric ? "descending" : "ascending";
    const second = numeric ? "ascending" : "descending";
    const order = header.getAttribute("aria-sort") === first ? second : first;
    all("th[aria-sort]", table).forEach((other) => other.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const at = header.cellIndex;
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => sign * (numeric ? number(a.cells[at]) - number(b.cells[at])
      : collator.compare(text(a.cells[at]), text(b.cells[at]))));
    table.tBodies[0].append(...rows);
  };
  all("table.sortable").forEach((table) => {
    fold(table);
    all("thead th", table).forEach((header) => {
      const by = button(header.textContent);
      by.addEventListener("click", () => sort(table, header));
      header.replaceChildren(by);
    });
  });

  // Networks: all open or closed at once, and open when something inside is asked for.
  const networks = all("details.network");
  all(".tools[hidden]").forEach((tools) => { tools.hidden = false; });
  all("[data-all]").forEach((which) => which.addEventListener("click", () => {
    networks.forEach((network) => { network.open = which.dataset.all === "open"; });
  }));
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    const network = target.closest("details");
    if (network) network.open = true;
    const table = target.closest("table.folded");
    if (table && target.offsetParent === null) {
      const tools = table.parentElement.nextElementSibling;
      tools.firstElementChild.click();
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // Pictures: what a dot is, at once instead of after a while, and on focus too.
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  const TIPPED = "svg .n, svg a[data-tip], .overview a";
  const tipOf = (element) => {
    const title = element.querySelector(":scope > title");
    if (title) {
      element.dataset.tip = title.textContent;
      title.remove();
    }
    return element.dataset.tip || element.getAttribute("aria-label");
  };
  const showTip = (element, x, y) => {
    tip.hidden = !element;
    if (!element) return;
    tip.textContent = tipOf(element);
    tip.style.left = `${Math.max(8, Math.min(x + 14, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.min(y + 18, innerHeight - tip.offsetHeight - 8)}px`;
  };
  document.addEventListener("pointermove", (event) => {
    showTip(event.target.closest?.(TIPPED), event.clientX, event.clientY);
  });
  document.addEventListener("focusin", (event) => {
    const element = event.target.closest?.(TIPPED);
    const box = element?.getBoundingClientRect();
    showTip(element, box?.left + box?.width / 2, box?.bottom - 10);
  });
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
})();
