// Known to every page that build.py opens.

// The range from the first to the last element that the selector finds.
window.selected = (selector) => {
  const range = document.createRange();
  const places = [...document.querySelectorAll(selector)];
  if (!places.length) throw new Error(`Nothing on the page is ${selector}`);
  if (selector === "body") range.selectNodeContents(document.body);
  else {
    range.setStartBefore(places[0]);
    range.setEndAfter(places.at(-1));
  }
  return range;
};

// What a plain text has for each visible picture: its alt text. Chromium writes it where the picture stands, Firefox as
// words of the line.
window.tell_alts = () => {
  for (const image of document.querySelectorAll("img[alt]:not([alt=''])"))
    if (image.checkVisibility({ visibilityProperty: true })) image.replaceWith(image.alt);
};

window.copy_of = (selector) => {
  getSelection().removeAllRanges();
  getSelection().addRange(selected(selector));
  return document.execCommand("copy");
};
