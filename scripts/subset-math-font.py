#!/usr/bin/env python3
"""Subset New Computer Modern Math to the glyphs of this book, as assets/fonts/newcm-math.woff2.

A development step, not part of any build: run it when a formula needs a glyph that the subset
lacks, and commit the result. It needs Python with fonttools and brotli, and the font
NewCMMath-Regular.otf (in the crate typst-assets under files/fonts, or in any TeX Live):

    pip install fonttools brotli
    python3 scripts/subset-math-font.py path/to/NewCMMath-Regular.otf

The font is (C) Antonis Tsolomitis, under the GUST Font License (assets/fonts/LICENSE.txt), which
asks that a changed font has another name: the subset is called "Downhill Math".
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parent.parent / "assets/fonts/newcm-math.woff2"
NAME = "Downhill Math"

# Letters of the alphabets that formulas use, without monospace and the rarer sans styles.
ALPHABETS = [
    (0x1D400, 0x1D433),  # bold
    (0x1D434, 0x1D467),  # italic
    (0x1D468, 0x1D49B),  # bold italic
    (0x1D49C, 0x1D4CF),  # script
    (0x1D4D0, 0x1D503),  # bold script
    (0x1D504, 0x1D537),  # fraktur
    (0x1D538, 0x1D56B),  # double-struck
    (0x1D5A0, 0x1D5D3),  # sans
    (0x1D5D4, 0x1D607),  # bold sans
    (0x1D6A4, 0x1D6A5),  # dotless
    (0x1D6A8, 0x1D6E1),  # bold Greek
    (0x1D6E2, 0x1D71B),  # italic Greek
    (0x1D71C, 0x1D755),  # bold italic Greek
    (0x1D7CE, 0x1D7D7),  # bold digits
    (0x1D7D8, 0x1D7E1),  # double-struck digits
]
BLOCKS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00B7),  # signs of Latin-1
    (0x00D7, 0x00D7),
    (0x00F7, 0x00F7),
    (0x0131, 0x0131),
    (0x0237, 0x0237),
    (0x02C6, 0x02DD),  # spacing accents
    (0x0300, 0x0338),  # combining accents
    (0x0391, 0x03F6),  # Greek
    (0x2010, 0x2026),  # dashes, quotes, dots
    (0x2032, 0x2037),  # primes
    (0x2044, 0x2044),
    (0x2057, 0x2057),
    (0x2061, 0x2064),  # invisible operators
    (0x20D0, 0x20DC),  # vector accents
    (0x2102, 0x2138),  # letterlike
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # operators
    (0x2308, 0x230B),  # ceiling, floor
    (0x23B4, 0x23B5),
    (0x23DC, 0x23E1),  # over and under braces
    (0x25A0, 0x25A1),
    (0x25B3, 0x25BD),
    (0x25C6, 0x25CB),
    (0x2605, 0x2606),
    (0x2713, 0x2713),
    (0x27C2, 0x27C2),
    (0x27E6, 0x27EB),  # double brackets, angles
    (0x27F5, 0x27FF),  # long arrows
    (0x2A00, 0x2A06),  # large operators
    (0x2A7D, 0x2A7E),
    (0x2AAF, 0x2AB0),
]


# The primes have a second, lower drawing for use as an exponent, under the feature `ssty`. Chromium
# does not apply that feature, and KaTeX writes every prime as an exponent: so the lower drawing
# takes the place of the first. Other script forms (twice 1100 drawings, 140 kB) are left out.
PRIMES = range(0x2032, 0x2038)


def lower_primes(font: TTFont) -> None:
    """Maps each prime to its drawing for exponents."""
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "ssty"
        for index in record.Feature.LookupListIndex
    }
    forms = {}
    for index in lookups:
        for sub in table.LookupList.Lookup[index].SubTable:
            forms.update(getattr(getattr(sub, "ExtSubTable", sub), "alternates", {}))
    for cmap in font["cmap"].tables:
        for point in PRIMES:
            if cmap.isUnicode() and cmap.cmap.get(point) in forms:
                cmap.cmap[point] = forms[cmap.cmap[point]][0]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    font = TTFont(sys.argv[1])
    lower_primes(font)
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["FFTM", "PfEd"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[point for first, last in BLOCKS + ALPHABETS for point in range(first, last + 1)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4):
            record.string = NAME
        elif record.nameID == 6:
            record.string = NAME.replace(" ", "")
    if "CFF " in font:
        top = font["CFF "].cff.topDictIndex[0]
        for field in ("FullName", "FamilyName"):
            if hasattr(top, field):
                setattr(top, field, NAME)
        font["CFF "].cff.fontNames[0] = NAME.replace(" ", "")
    font.flavor = "woff2"
    OUT.parent.mkdir(parents=True, exist_ok=True)
    font.save(OUT)
    print(f"{OUT}: {OUT.stat().st_size / 1000:.0f} kB, {len(font.getGlyphOrder())} glyphs")


if __name__ == "__main__":
    main()
