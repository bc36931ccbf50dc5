"""Browser contexts that one test after another uses: each begins empty, but need not load and read our scripts anew."""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.looks import Look, Watch

_KEPT_BY_PAGES = "local_storage,indexeddb,websql,cache_storage,service_workers"


class Contexts:
    """The contexts of one browser, by look; what waits to be used again is empty."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: defaultdict[Look, list[Context]] = defaultdict(list)

    def take(self, look: Look) -> Context:
        """Return a context of this look that nobody else uses."""
        return self._free[look].pop() if self._free[look] else Context(self._browser, look)

    def give_back(self, context: Context) -> list[str]:
        """Empty a context and keep it for the next test; return what its pages did that none may do."""
        if context.with_clock:  # its timers stay as they are for good
            context.context.close()
        else:
            context.empty()
            self._free[context.look].append(context)
        return context.watch.noted()


class Context:
    """One browser context, with a watch over what its pages do; `with_clock` once a test has its timers in hand."""

    def __init__(self, browser: Browser, look: Look) -> None:
        self.look = look
        self.watch = Watch()
        self.context: BrowserContext = browser.new_context(**look.context())
        self.with_clock = False
        self.watch.over(self.context)

    def new_page(self, *, clock: bool = False) -> Page:
        """Return a new page; `clock` puts its timers into the test's hands."""
        page = self.context.new_page()
        if clock:
            page.clock.install()
            self.with_clock = True
        return page

    def empty(self) -> None:
        """Close every page and forget what they kept: cookies and storage."""
        for page in self.context.pages:
            address = urlsplit(page.url)
            if address.netloc:
                origin = f"{address.scheme}://{address.netloc}"
                told = {"origin": origin, "storageTypes": _KEPT_BY_PAGES}
                self.context.new_cdp_session(page).send("Storage.clearDataForOrigin", told)
            page.close()
        self.context.clear_cookies()
