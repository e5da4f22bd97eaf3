"""Opens a report in headless Chromium as a person would, and prints what that person would see as JSON.

Usage: browse_report.py CHROMIUM PAGE FOLDER
Steers the browser by its own protocol over two pipes; screenshots go to FOLDER.
"""
import base64
import io
import json
import os
import subprocess
import sys
import tempfile
import time

from PIL import Image, ImageChops


class Browser:
    def __init__(self, program, profile):
        commands, self.to = os.pipe()
        self.answers, answers = os.pipe()
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu-sandbox", "--use-angle=swiftshader",
                 "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--disable-dev-shm-usage", "--no-first-run",
                 "--disable-extensions", "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"]
        line = f'exec "$0" "$@" 3<&{commands} 4>&{answers}'
        self.process = subprocess.Popen(["bash", "-c", line, program, *flags], pass_fds=(commands, answers),
                                        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self.buffer, self.next, self.session, self.problems = b"", 1, None, []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")
        self.requests = []

    def receive(self):
        while b"\0" not in self.buffer:
            part = os.read(self.answers, 1 << 16)
            assert part, "the browser has gone"
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **parameters):
        number, self.next = self.next, self.next + 1
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]
            self.note(answer)

    def note(self, event):
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.problems.append(str(parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.problems.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"][:200])

    def run(self, script):
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def settle(self):
        """Two frames, so that what was asked for is on the screen."""
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")

    def size(self, width, height, dark):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                 mobile=width < 600)
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def box(self, element):
        return self.run(f"(({{x, y, width, height}}) => ({{x: x + scrollX, y: y + scrollY, width, height}}))"
                        f"(document.querySelector('{element}').getBoundingClientRect())")

    def picture(self, element=None):
        self.settle()
        parameters = {"format": "png", "captureBeyondViewport": True}
        if element:
            parameters["clip"] = {**self.box(element), "scale": 1}
        data = base64.b64decode(self.ask("Page.captureScreenshot", **parameters)["data"])
        return Image.open(io.BytesIO(data)).convert("RGB")

    def mouse(self, kind, x, y, **more):
        self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)


def difference(a, b):
    """The share of pixels that differ clearly."""
    grey = ImageChops.difference(a, b).convert("L").point(lambda v: 255 if v > 12 else 0)
    return sum(grey.histogram()[255:]) / (a.width * a.height)


def main():
    program, page, folder = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(program, profile)
        try:
            out = look(browser, page, folder)
        finally:
            browser.process.terminate()
            browser.process.wait()
    print(json.dumps(out))


def look(browser, page, folder):
    browser.size(1280, 900, dark=False)
    browser.ask("Page.navigate", url="file://" + os.path.abspath(page))
    for _ in range(100):
        if browser.run("document.readyState === 'complete' && typeof player !== 'undefined'"):
            break
        time.sleep(0.05)
    out = {"title": browser.run("document.title")}

    def scrub(part):
        browser.run(f"(() => {{ const s = document.querySelector('#scrub'); s.value = {part} * +s.max;"
                    " s.dispatchEvent(new Event('input', {bubbles: true})); })()")

    # It plays by itself; then a click on the button stops it.
    for _ in range(200):
        out["plays"] = browser.run("+document.querySelector('#scrub').value") > 0
        if out["plays"]:
            break
        time.sleep(0.05)
    if browser.run("document.querySelector('#play').textContent") != "▶":
        button = browser.box("#play")
        for kind in ("mousePressed", "mouseReleased"):
            browser.mouse(kind, button["x"] + 5, button["y"] + 5, button="left", clickCount=1)
    at = browser.run("document.querySelector('#scrub').value")
    time.sleep(0.2)
    out["pauses"] = at == browser.run("document.querySelector('#scrub').value")

    scrub(0)
    first = browser.picture("#view")
    plots = browser.picture("#lanes")
    out["colours"] = len(first.getcolors(1 << 24))
    out["still"] = difference(first, browser.picture("#view"))
    scrub(0.5)
    out["scrubbed"] = difference(first, browser.picture("#view"))
    out["cursor"] = difference(plots, browser.picture("#lanes"))
    out["clock"] = browser.run("document.querySelector('#clock').textContent")
    browser.picture().save(os.path.join(folder, "light.png"))

    before, view = browser.picture("#view"), browser.box("#view")
    x, y = view["x"] + view["width"] / 2, view["y"] + view["height"] / 2
    browser.mouse("mousePressed", x, y, button="left", clickCount=1)
    for i in range(1, 6):
        browser.mouse("mouseMoved", x + 24 * i, y + 6 * i, button="left", buttons=1)
    browser.mouse("mouseReleased", x + 120, y + 30, button="left", clickCount=1)
    dragged = browser.picture("#view")
    out["dragged"] = difference(before, dragged)
    browser.mouse("mouseWheel", x, y, deltaX=0, deltaY=-400)
    out["zoomed"] = difference(dragged, browser.picture("#view"))

    # A click on a plot goes to that time; one on a joint hides its curves.
    lane = browser.box(".plot")
    for kind in ("mousePressed", "mouseReleased"):
        browser.mouse(kind, lane["x"] + 0.8 * lane["width"], lane["y"] + 40, button="left", clickCount=1)
    out["sought"] = browser.run("+document.querySelector('#scrub').value / +document.querySelector('#scrub').max")
    plots = browser.picture("#lanes")
    browser.run("document.querySelector('#joints tbody tr').click()")
    out["hidden"] = difference(plots, browser.picture("#lanes"))
    browser.run("document.querySelector('#joints tbody tr').click()")

    out["tabs"] = browser.run("document.querySelectorAll('#tabs button').length")
    out["curves"] = browser.run("document.querySelectorAll('#curve option').length")
    if out["tabs"]:
        browser.run("document.querySelectorAll('#tabs button')[1].click()")
        out["second"] = browser.run("document.querySelector('.details:not([hidden])').dataset.entry")
        browser.run("document.querySelectorAll('#tabs button')[0].click()")
        browser.run("document.querySelector('#play').click()")

    browser.size(1280, 900, dark=True)
    scrub(0.5)
    dark = browser.picture()
    dark.save(os.path.join(folder, "dark.png"))
    out["dark"] = dark.getpixel((3, 3))
    browser.size(390, 844, dark=False)
    browser.picture().save(os.path.join(folder, "phone.png"))
    out["overflow"] = browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    out["problems"] = browser.problems
    out["requests"] = [r for r in browser.requests if not r.startswith("file:")]
    return out


if __name__ == "__main__":
    main()
