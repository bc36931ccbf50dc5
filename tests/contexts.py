"""Browser contexts that one test after another uses: each begins empty, but need not load and read our scripts anew.

So does its first page: a new one costs three times the processor's time of one whose process has seen our scripts.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.looks import Look, Watch

_KEPT_BY_PAGES: Final = "local_storage,indexeddb,websql,cache_storage,service_workers"
_LASTING: Final = ("on", "once", "route", "route_web_socket", "add_init_script", "expose_function", "expose_binding")
"""What a test does to a page that would last beyond it."""
_OWN_CLOCK: Final = "Date.toString().includes('[native code]')"


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
        is_as_it_came = context.has_own_clock()  # asked of the pages, which have told by then what they did
        noted = context.watch.noted()
        if is_as_it_came:
            context.empty()
            context.watch.noted()  # what is cut off in the middle as a page is left was not the page's doing
            self._free[context.look].append(context)
        else:  # its timers stay in the hands of the test for good
            context.context.close()
        return noted


class Context:
    """One browser context, with a watch over what its pages do."""

    def __init__(self, browser: Browser, look: Look) -> None:
        self.look = look
        self.watch = Watch()
        self.context: BrowserContext = browser.new_context(**look.context())
        self._tab: Page | None = None
        self.watch.over(self.context)

    def new_page(self, *, clock: bool = False) -> Page:
        """Return an empty page; `clock` puts its timers into the test's hands."""
        if self._tab is None or self._tab.is_closed():
            self._tab = self.context.new_page()
            self._heed(self._tab)
        page = self._tab
        if clock:
            page.clock.install()
        return page

    def has_own_clock(self) -> bool:
        """Whether no test has taken the timers of its pages in hand."""
        return all(page.evaluate(_OWN_CLOCK) for page in self.context.pages)

    def empty(self) -> None:
        """Forget what the pages kept, and close all but the first, if that can be as it came."""
        for page in self.context.pages:
            session = self.context.new_cdp_session(page)
            _forget(session, page.url)
            if page is self._tab:
                self._blank(session, page)
            else:
                page.close()
        self.context.clear_cookies()

    def _blank(self, session: CDPSession, page: Page) -> None:
        """Leave the page without a word to its server, with no way back and nothing under the mouse."""
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        page.goto("about:blank")
        session.send("Emulation.setScriptExecutionDisabled", {"value": False})
        session.send("Page.resetNavigationHistory")
        session.detach()
        page.mouse.move(0, 0)
        page.set_viewport_size({"width": self.look.width, "height": self.look.height})

    def _heed(self, page: Page) -> None:
        """Let a page be used by one test only, once that has done to it what lasts."""

        def lasting(do: Any) -> Any:
            def done(*given: Any, **named: Any) -> Any:
                self._tab = None
                return do(*given, **named)

            return done

        for name in _LASTING:
            setattr(page, name, lasting(getattr(page, name)))


def _forget(session: CDPSession, url: str) -> None:
    """Forget what the pages of an address keep, and what this page keeps for itself."""
    address = urlsplit(url)
    if address.netloc:
        origin = f"{address.scheme}://{address.netloc}"
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": _KEPT_BY_PAGES})
        session.send("DOMStorage.clear", {"storageId": {"securityOrigin": origin, "isLocalStorage": False}})
