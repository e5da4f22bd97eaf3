"""Looks at the pictures of a report in headless Chromium and prints what is wrong with them as JSON.

Usage: browse_pictures.py CHROMIUM PAGE FOLDER
Screenshots go to FOLDER.
"""
import json
import os
import sys
import tempfile
import time

from browse_report import Browser

LOOK = """(() => {
  const clipped = [], overlapping = [], svgs = [...document.querySelectorAll('.details:not([hidden]) .figure svg')];
  for (const svg of svgs) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
    for (const [text, r] of texts) {
      if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 1 || r.bottom > frame.bottom + 1) clipped.push(text);
    }
    texts.forEach(([a, r], i) => texts.slice(i + 1).forEach(([b, s]) => {
      const width = Math.min(r.right, s.right) - Math.max(r.left, s.left), height = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
      if (width > 1 && height > 3) overlapping.push(`${a} | ${b}`);
    }));
  }
  return { pictures: svgs.length, clipped, overlapping };
})()"""


def main():
    program, page, folder = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(program, profile)
        try:
            browser.size(1280, 900, dark=False)
            browser.ask("Page.navigate", url="file://" + os.path.abspath(page))
            for _ in range(100):
                if browser.run("document.readyState === 'complete' && typeof player !== 'undefined'"):
                    break
                time.sleep(0.05)
            out = browser.run(LOOK)
            browser.picture().save(os.path.join(folder, "light.png"))
            browser.size(1280, 900, dark=True)
            browser.picture().save(os.path.join(folder, "dark.png"))
            colour = browser.run("getComputedStyle(document.querySelector('.figure text')).fill")
            out["darkText"] = int(colour.split("(")[1].split(",")[0])
            browser.size(390, 844, dark=False)
            browser.picture().save(os.path.join(folder, "phone.png"))
            out["overflow"] = browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            out["problems"] = browser.problems
            out["requests"] = [r for r in browser.requests if not r.startswith("file:")]
        finally:
            browser.process.terminate()
            browser.process.wait()
    print(json.dumps(out))


main()
