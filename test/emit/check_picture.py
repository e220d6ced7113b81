#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Opens a report's page in a browser without a network and looks at it.

    check_picture.py DIR NAME

The page loads nothing; the memory map has each buffer of NAME_report.json at its
place and with its name; the browser paints it.
"""

import html.parser
import json
import pathlib
import re
import sys
import zlib

from toolchains import attempt, find


class Page(html.parser.HTMLParser):
    """Rectangles with their titles, and all texts of the picture."""

    def __init__(self, text):
        super().__init__()
        self.rects, self.texts, self.inside, self.tag = [], [], False, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        for key in ("src", "href", "srcset", "data"):
            assert key not in values, f"<{tag} {key}={values[key]}> loads something"
        self.inside |= tag == "svg"
        if tag == "rect":
            place = [float(values[k]) for k in ("x", "y", "width", "height")]
            self.rects.append([place, values["class"], ""])
        self.tag = tag

    def handle_endtag(self, tag):
        self.inside &= tag != "svg"
        self.tag = ""

    def handle_data(self, data):
        if self.tag == "title" and self.inside:
            self.rects[-1][2] = data
        elif self.tag == "text":
            self.texts.append(data)


def browse(page, *options):
    """Chromium with a proxy that is not there: nothing can be loaded."""
    command = [find("chromium"), "--headless", "--no-sandbox", "--disable-gpu"]
    command += ["--proxy-server=127.0.0.1:9", "--hide-scrollbars", "--window-size=1280,1400"]
    result = attempt(*command, *options, page.resolve().as_uri(), timeout=120)
    assert result.returncode == 0, result.stdout
    return result.stdout


def colours(png):
    """How often each colour occurs in a PNG of 8 bits (PNG specification 1.2)."""
    data, at, packed = png.read_bytes(), 8, b""
    while at < len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, depth, channels = int.from_bytes(body[:4], "big"), body[8], {2: 3, 6: 4}[body[9]]
            assert depth == 8 and body[12] == 0
        packed += body if kind == b"IDAT" else b""
        at += 12 + size
    raw, stride, counts = zlib.decompress(packed), width * channels, {}
    above = bytes(stride)
    for start in range(0, len(raw), stride + 1):
        row = unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above, channels)
        for x in range(0, stride, channels):
            colour = bytes(row[x : x + 3]).hex()
            counts[colour] = counts.get(colour, 0) + 1
        above = row
    return counts


def unfilter(kind, row, above, step):
    for i, value in enumerate(row):
        left, up = row[i - step] if i >= step else 0, above[i]
        corner = above[i - step] if i >= step else 0
        guess = left + up - corner
        near = min((left, up, corner), key=lambda v: abs(guess - v))
        row[i] = (value + (0, left, up, (left + up) // 2, near)[kind]) & 255
    return row


def main():
    folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    source = (folder / f"{name}_report.html").read_text()
    assert not re.search(r"https?:|@import|url\(|<script", source), "the page must load nothing"
    report = json.loads((folder / f"{name}_report.json").read_text())
    dumped = browse(folder / f"{name}_report.html", "--dump-dom")
    page = Page(dumped[dumped.index("<html") :])
    boxes = [r for r in page.rects if r[1] != "segment"]
    assert len(boxes) == len(report["buffers"]) > 0, (len(boxes), len(report["buffers"]))
    scale = 400 / report["arena_bytes"]
    wanted = sorted((b["offset"] * scale, b["size"] * scale) for b in report["buffers"])
    drawn = sorted((box[0][1] - 34, box[0][3]) for box in boxes)
    for (top, height), (y, h) in zip(wanted, drawn):
        assert abs(top - y) < 0.2 and abs(height - h) < 0.2, (top, height, y, h)
    for a in range(len(boxes)):
        for b in range(a):
            (x, y, w, h), (u, v, p, q) = boxes[a][0], boxes[b][0]
            apart = x >= u + p - 0.2 or u >= x + w - 0.2 or y >= v + q - 0.2 or v >= y + h - 0.2
            assert apart, (boxes[a], boxes[b])
    for b in report["buffers"]:
        assert any(b["name"] in text for text in page.texts), f"no name for {b['name']}"
    shot = folder / f"{name}.png"
    browse(folder / f"{name}_report.html", f"--screenshot={shot}")
    seen = colours(shot)
    for number in range(max(1, len(report["entries"]) - 2)):
        colour = re.search(rf"\.e{number}{{fill:#(\w+)", source).group(1)
        assert seen.get(colour, 0) > 500, f"expected {colour} in the picture"
    print(f"{name}: {len(boxes)} buffers drawn")


if __name__ == "__main__":
    main()
