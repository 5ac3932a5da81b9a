// What an annotated page says of itself, seen by the browser that shows it: its parts, and the lines beside them.
// Called by build.py with the place that the editor selected.
(select) => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const told = (node, top) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[ \t\r\n\f]+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE", "svg"].includes(node.tagName)) return "";
    if (node !== top && (node.dataset.part || !shown(node))) return "";
    if (node.tagName === "BR") return "\n";
    const inner = [...node.childNodes].map((child) => told(child, top)).join("");
    if (["TD", "TH"].includes(node.tagName)) return inner.replace(/\s+/g, " ").trim() + "\t";
    return getComputedStyle(node).display.startsWith("inline") ? inner : `\n${inner}\n`;
  };
  const lines = (text) => text.split("\n").map((line) => line.replace(/ +/g, " ").trim()).filter(Boolean);
  const copied = (range) => {
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return lines(getSelection().toString());
  };

  const range = selected(select);
  const parts = [...document.querySelectorAll("[data-part]")].map((element) => ({
    part: element.dataset.part,
    text: lines(told(element, element)).join("\n"),
    day: element.dataset.day || (element.getAttribute("datetime") || "").slice(0, 10),
    stamped: Boolean(element.closest("[datetime]") || element.querySelector("[datetime]")),
    shown: shown(element),
    pasted: range.intersectsNode(element),
  }));
  const hide = document.createElement("style");
  hide.textContent = "[data-part] { display: none !important }";
  document.head.append(hide);
  const junk = copied(selected("body"));
  hide.remove();
  tell_alts();
  document.head.append(hide);
  return { language: document.documentElement.lang, parts, junk, pasted_junk: copied(selected(select)) };
}
