// What a link to this page says: #step=7&lang=zh&set=w:2.5. Each part reads and writes a field of its own.
// A page in a notebook has no link: how it starts, in the same words, is an attribute of it.
"use strict";

const addressFields = new Map(); // name -> how it is read and written

/**
 * A field of the link. `read` is given its text, or null where the link lacks it, and leaves out what it cannot use;
 * `write` says what the link shall say, or "" for what the page does anyway.
 */
const inAddress = (name, read, write) => addressFields.set(name, { read, write });

const begun = () => new URLSearchParams(document.documentElement.dataset.start);
function readAddress() {
  const given = begun();
  new URLSearchParams(location.hash.slice(1)).forEach((text, name) => given.set(name, text));
  for (const [name, { read }] of addressFields) read(given.get(name));
}
const UNLIKE_START = "-"; // no field can use this: it says that the page shall not begin as it was told to
/** The part of the link after its #. */
function addressText() {
  const start = begun();
  const said = [...addressFields].map(([name, { write }]) => [name, String(write()) || (start.has(name) ? UNLIKE_START : "")]);
  return said.filter(([, text]) => text)
    .map(([name, text]) => `${name}=${encodeURIComponent(text).replace(/%3A/g, ":").replace(/%2C/g, ",")}`).join("&");
}
function writeAddress() {
  if (location.hash === `#${addressText()}`) return;
  try {
    history.replaceState(null, "", `#${addressText()}`);
  } catch { /* in a sandbox there is no address */ }
}
