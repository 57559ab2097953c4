/* Puts YASGUI in the place of the plain text area where scripts run. Everything that it asks, it asks of this site. */
"use strict";

(() => {
  const { Yasgui } = window;
  const place = document.querySelector("#editor");
  const form = document.querySelector("form.query");
  if (!Yasgui || !place || !form) return;

  const words = JSON.parse(place.dataset.words);
  const endpoint = new URL(place.dataset.endpoint, location.href).href;
  // the editor stumbles over line separators of Unicode; written as escapes they mean the same (SPARQL 1.1, 19.2)
  const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16)}`;
  const query = form.querySelector("textarea").value.replace(/[\u2028\u2029]/g, escaped);
  const address = (text, format) => {
    const parameters = new URLSearchParams({ query: text });
    if (format) parameters.set("format", format);
    return `${endpoint}?${parameters}`;
  };

  const { Yasqe, Yasr, Tab } = Yasgui;
  // the completers that come with it ask other sites: ours know the words of this registry
  for (const [name, iris] of [["property", words.properties], ["class", words.classes]]) {
    Yasqe.Autocompleters[name] = {
      ...Yasqe.Autocompleters[name], bulk: true, persistenceId: `${name}-${words.version}`, get: async () => iris,
    };
  }
  Yasqe.Autocompleters.prefixes = {
    ...Yasqe.Autocompleters.prefixes, persistenceId: `prefixes-${words.version}`,
    get: async () => Object.entries(words.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort(),
  };
  Yasqe.defaults.autocompleters = ["variables", "prefixes", "property", "class"];
  Yasqe.defaults.value = query;
  Yasr.defaults.prefixes = words.prefixes;
  // values without their types, unless somebody has chosen to see them
  const { draw } = Yasr.plugins.table.prototype;
  Yasr.plugins.table.prototype.draw = function (chosen) { return draw.call(this, { compact: true, ...chosen }); };
  // a link that opens without scripts too
  Tab.prototype.getShareableLink = function () { return address(this.getQuery()); };

  place.hidden = false;
  form.hidden = true;
  const others = document.querySelector("#questions");
  if (others) others.closest("section").hidden = true;

  const yasgui = new Yasgui(document.querySelector("#yasgui"), {
    requestConfig: { endpoint, method: "GET" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    copyEndpointOnNewTab: false,
    populateFromUrl: false,
    persistenceId: "cfit",
    autofocus: false,
    yasqe: { value: query, autofocus: false },
  });
  if (new URLSearchParams(location.search).has("query") && yasgui.getTab().getQuery() !== query) {
    yasgui.addTab(true, { ...yasgui.constructor.Tab.getDefaults(yasgui), yasqe: { value: query } });
  }

  // the button for a new tab stands among the tabs and is none: a list of our own owns the tabs alone
  const tabs = document.querySelector("#yasgui .tabsList");
  const list = document.createElement("div");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  tabs.setAttribute("role", "presentation");
  tabs.before(list);
  const own = () => list.setAttribute("aria-owns", [...tabs.querySelectorAll("[role=tab]")].map(({ id }) => id).join(" "));
  new MutationObserver(own).observe(tabs, { childList: true });
  own();

  const asCsv = document.querySelector("#as-csv");
  const link = document.querySelector("#link");
  const follow = () => {
    const text = yasgui.getTab().getQuery();
    asCsv.href = address(text, "csv");
    link.href = address(text);
  };
  const ready = (tab) => {
    const yasqe = tab.getYasqe();
    // whoever has no mouse must be able to leave the editor
    yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), Tab: false, "Shift-Tab": false });
    yasqe.getInputField().setAttribute("aria-label", form.querySelector("label").textContent);
    follow();
  };
  for (const event of ["tabSelect", "tabAdd"]) yasgui.on(event, () => setTimeout(() => ready(yasgui.getTab())));
  for (const event of ["tabChange", "query"]) yasgui.on(event, follow);
  yasgui.on("query", () => {
    // what the server answered when the page was opened makes place for the new answer
    const answer = document.querySelector("#answer");
    if (answer) answer.closest("section").remove();
  });
  ready(yasgui.getTab());

  document.querySelector("#example").addEventListener("change", (event) => {
    const { value, selectedOptions } = event.target;
    if (!value) return;
    yasgui.getTab().setQuery(value);
    yasgui.getTab().setName(selectedOptions[0].textContent.slice(0, 40));
    follow();
  });
  document.querySelector("#copy").addEventListener("click", async (event) => {
    follow();
    await navigator.clipboard.writeText(link.href);
    event.target.textContent = place.dataset.copied;
  });
})();
