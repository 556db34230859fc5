"""`make bench-widget`: how heavy the widget is, and how soon its open panel is painted beside a peer of npm.

Both run in the same Chromium in the same run, by turns. The clock starts when the script has loaded and
stops in the frame that paints a field to type in; a fast machine and a slow one (processor slowed down four
times, as a cheap phone) are measured. The peer is deep-chat, the nearest custom element for chat on npm.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Route

from evaluation.browser import chromium, running_system
from wegwijzer.settings import ROOT

RUNS = 15
SLOWER = (1, 4)
PEER = ROOT / "node_modules" / "deep-chat" / "dist" / "deepChat.bundle.js"

PAGE = """<!doctype html><html lang="nl"><meta charset="utf-8"><title>Meting</title>
<script type="module">
const painted = (element) => {{
  const root = element.shadowRoot
  const field = root?.querySelector("textarea, [contenteditable], #text-input")
  if (field?.checkVisibility()) requestAnimationFrame(() => setTimeout(() => window.done(performance.now())))
  else requestAnimationFrame(() => painted(element))
}}
const script = document.createElement("script")
script.type = "module"
script.src = "{script}"
script.onload = () => {{
  window.loaded = performance.now()
  painted(document.querySelector("{tag}"))
}}
window.took = new Promise((resolve) => {{ window.done = (now) => resolve(now - window.loaded) }})
document.head.append(script)
</script><body>{element}"""
OURS = PAGE.format(
    script="/widget/wegwijzer.js",
    tag="weg-wijzer",
    element='<weg-wijzer school="voorbeeld-college" volledig></weg-wijzer>',
)
THEIRS = PAGE.format(script="/deepChat.js", tag="deep-chat", element="<deep-chat></deep-chat>")


def main() -> None:
    """Print sizes and times."""
    ours = [*(ROOT / "widget").glob("*.js"), *(ROOT / "widget").glob("*.css")]
    print(f"all scripts and styles, gzip: ours {_gzipped(ours):.1f} kB, deep-chat {_gzipped([PEER]):.1f} kB")
    with running_system() as system, chromium() as browser:
        for slower in SLOWER:
            times: dict[str, list[float]] = {"ours": [], "deep-chat": []}
            for _ in range(RUNS):
                times["ours"].append(_paint(browser, system.url, OURS, slower))
                times["deep-chat"].append(_paint(browser, system.url, THEIRS, slower))
            rows = ", ".join(
                f"{name} median {median(row):.0f} ms (worst {max(row):.0f})" for name, row in times.items()
            )
            ratio = median(times["ours"]) / median(times["deep-chat"])
            print(f"script loaded -> open panel painted, processor 1/{slower}: {rows}, ratio {ratio:.2f}")


def _gzipped(files: Iterable[Path]) -> float:
    return sum(len(gzip.compress(file.read_bytes())) for file in files) / 1000


def _paint(browser: Browser, url: str, html: str, slower: int) -> float:
    """Return the milliseconds of one visit with nothing cached."""

    def show(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html")

    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.route(f"{url}/meting", show)
    page.route(f"{url}/deepChat.js", lambda route: route.fulfill(path=PEER, content_type="text/javascript"))
    throttle = context.new_cdp_session(page)
    throttle.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(f"{url}/meting")
    took: float = page.evaluate("window.took")
    context.close()
    return took


if __name__ == "__main__":
    main()
