"use strict";
(() => {
  // a browser sends no key by itself when it opens an address: the pages behind this one are fetched with it and written
  // in place of this one, so that the key is never stored anywhere, nor part of an address
  const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

  async function open(address) {
    const headers = { Accept: "text/html, */*", Authorization: `Bearer ${window.nb2svcKey}` };
    const response = await fetch(address, { headers, cache: "no-store" });
    const text = await response.text();
    if (!response.ok) throw new Error(reason(text) ?? `the service answers with ${response.status}`);
    const isPage = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
    return isPage ? text : `<!doctype html><title>${escape(address)}</title><pre>${escape(text)}</pre>`;
  }

  function reason(text) {
    try { return JSON.parse(text).detail[0].msg; } catch { return null; }
  }

  function show(text) {
    document.open();
    document.write(text);
    document.close();
    document.addEventListener("click", follow); // opening a document forgets the listeners of the one before
    window.addEventListener("popstate", back);
  }

  // links to other pages of the service are opened with the key too
  async function follow(event) {
    const link = event.target.closest?.("a[href]");
    const isElsewhere = !link || link.origin !== location.origin || link.getAttribute("href").startsWith("#");
    if (isElsewhere || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    try {
      const text = await open(link.href);
      history.pushState(null, "", link.href);
      show(text);
    } catch (fault) {
      alert(fault.message);
    }
  }

  async function back() {
    show(await open(location.href));
  }

  document.getElementById("key-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const input = document.getElementById("key");
    const error = document.getElementById("key-error");
    window.nb2svcKey = input.value.trim();
    error.hidden = true;
    try {
      show(await open(location.href));
    } catch (fault) {
      delete window.nb2svcKey;
      error.textContent = fault.message;
      error.hidden = false;
      input.select();
    }
  });
})();
