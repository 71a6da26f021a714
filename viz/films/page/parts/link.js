// Copy the link: to this step, in this language and these colours, with these numbers.
"use strict";

/** Whether the text could be put where "paste" finds it. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* not allowed, or not there: the old way */ }
  const field = make("textarea");
  field.value = text;
  field.setAttribute("aria-hidden", "true");
  document.body.append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
  }
}
const pageAddress = () => `${location.href.split("#")[0]}#${addressText()}`;
async function copyLink() {
  const focused = document.activeElement, link = pageAddress(), done = await copied(link);
  focused?.focus();
  if (!done) return showLink(link);
  put($("link-copied"), label("link copied"));
  setTimeout(() => put($("link-copied"), ""), 4000);
}
/** Where nothing may be copied, the link is there to be copied by hand. */
function showLink(link) {
  $("link-text").hidden = false;
  $("link-text").value = link;
  $("link-text").select();
}

onKey(["c"], "copy link", copyLink);
$("copy-link").addEventListener("click", copyLink);
$("link-text").addEventListener("blur", () => { $("link-text").hidden = true; });
$("copy-link").hidden = location.protocol === "about:"; // a frame in a notebook has no address
