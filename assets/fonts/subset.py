#!/usr/bin/env python3
"""Makes the fonts of this folder from their sources (README.md names them).

    pip install fonttools brotli
    python subset.py --regular Inter-Regular.woff2 --semibold Inter-SemiBold.woff2 \
        --symbols noto-sans-math-*.woff2 noto-sans-symbols-2-*.woff2 \
        --han NotoSansCJK-Regular.ttc

Every font comes out with TrueType outlines, unhinted, and with the line height of the Latin face, so that a line does not
grow where a sign or a hanzi comes in. Earlier files of --symbols win over later ones.
"""

import argparse
import gzip
from pathlib import Path

from fontTools import merge, subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

HERE = Path(__file__).resolve().parent
GB2312 = HERE.parent.parent / "tests" / "data" / "gb2312.txt"
FAMILY = "Fall Line Sans"

# Latin, Greek (polytonic too) and Cyrillic with their marks, then punctuation, super- and subscripts, letter-like signs,
# arrows, operators, technical signs, shapes and dingbats.
LATIN = [(0x20, 0x52F), (0x1D00, 0x1DFF), (0x1E00, 0x1FFF), (0x2000, 0x27BF), (0x2C60, 0x2C7F)]
# The same signs once more for what the Latin face lacks, more arrows and brackets, italic, script and Greek letters, pictographs.
SYMBOLS = [(0x2070, 0x209F), (0x2100, 0x214F), (0x2190, 0x23FF), (0x25A0, 0x27FF), (0x2900, 0x29FF), (0x2B00, 0x2BFF)]
SYMBOLS += [(0x1D434, 0x1D467), (0x1D49C, 0x1D4CF), (0x1D6E2, 0x1D71B), (0x1F3AC, 0x1F3AC), (0x1F50D, 0x1F50D)]
SYMBOLS += [(0x1F5AB, 0x1F5AB), (0x1F5C0, 0x1F5C0), (0x1F5D1, 0x1F5D1)]
# CJK punctuation, kana and bopomofo (GB 2312 has them), full- and half-width forms; the hanzi come from the list.
HAN = [(0x3000, 0x312F), (0xFF00, 0xFFEF)]
# What the other fonts lack of Chinese (traditional too), Japanese and Korean: jamo, radicals and strokes, enclosed and
# squared forms, all ideographs of the first block, syllables of hangul, compatibility forms.
FALLBACK = [(0x1100, 0x11FF), (0x2E80, 0x33FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF)]
# Signs that change in place in a panel: they take the glyphs of equal width.
TABULAR = "0123456789+\u2212"
# How far a quadratic curve may lie from the cubic one, in thousandths of an em.
CURVE_ERROR = 1.0


def code_points(ranges):
    return {point for first, last in ranges for point in range(first, last + 1)}


def cut(font, points, features):
    """Keeps the given code points and layout features only."""
    options = subset.Options(layout_features=features, hinting=False, notdef_outline=True, name_IDs=["*"], glyph_names=False)
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    worker = subset.Subsetter(options)
    worker.populate(unicodes=points)
    worker.subset(font)
    return font


def use_tabular_figures(font):
    """Points the digits and signs at the glyphs that feature `tnum` would choose."""
    layout = font["GSUB"].table
    chosen = {}
    for record in layout.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for table in layout.LookupList.Lookup[index].SubTable:
                chosen.update(getattr(table, "ExtSubTable", table).mapping)
    for table in font["cmap"].tables:
        for sign in TABULAR:
            name = table.cmap.get(ord(sign))
            table.cmap[ord(sign)] = chosen.get(name, name)


def share_marks(font):
    """Gives every script the features of the default one: text that begins with a Greek letter counts as Greek, and its
    Latin letters keep their marks (the hat of v in \u03b7 = lr/v\u0302) only where Greek has the feature."""
    scripts = font["GPOS"].table.ScriptList.ScriptRecord
    default = next(record.Script.DefaultLangSys for record in scripts if record.ScriptTag == "DFLT")
    for record in scripts:
        if not record.Script.LangSysRecord:
            record.Script.DefaultLangSys.FeatureIndex = list(default.FeatureIndex)
            record.Script.DefaultLangSys.FeatureCount = default.FeatureCount


def to_true_type(font):
    """Turns cubic (CFF) outlines into quadratic (glyf) ones."""
    glyphs, order = {}, font.getGlyphOrder()
    outlines = font.getGlyphSet()
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, CURVE_ERROR * font["head"].unitsPerEm / 1000, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    font.sfntVersion = "\0\1\0\0"
    font["loca"] = newTable("loca")
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphOrder = order
    font["glyf"].glyphs = glyphs
    profile = font["maxp"] = newTable("maxp")
    profile.tableVersion = 0x00010000
    for field in ("maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
                  "maxSizeOfInstructions maxComponentElements").split():
        setattr(profile, field, 1 if field == "maxZones" else 0)
    font["post"].formatType = 3.0
    for name in order:
        glyphs[name].recalcBounds(font["glyf"])
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(glyphs[name], "xMin", 0))


def united(paths, wanted, parts):
    """One font of all symbol files, each sign from the first file that holds it."""
    missing = set(wanted)
    pieces = []
    for path in paths:
        font = TTFont(path)
        held = missing & set(font.getBestCmap())
        if not held:
            continue
        missing -= held
        piece = parts / f"{len(pieces)}.ttf"
        font.flavor = None
        cut(font, held, []).save(piece)
        pieces.append(str(piece))
    return merge.Merger(merge.Options(drop_tables=["GSUB", "GPOS", "GDEF", "MATH"])).merge(pieces)


def dress(font, latin, style):
    """Gives a font our name (the licence asks for another than the original) and the Latin face's line height."""
    scale = font["head"].unitsPerEm / latin["head"].unitsPerEm
    ascent, descent = (round(value * scale) for value in (latin["hhea"].ascent, latin["hhea"].descent))
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, descent, 0
    metrics = font["OS/2"]
    metrics.sTypoAscender, metrics.sTypoDescender, metrics.sTypoLineGap = ascent, descent, 0
    metrics.usWinAscent, metrics.usWinDescent = ascent, -descent
    ours = {1: f"{FAMILY} {style}", 2: "Regular", 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}"}
    ours[6] = f"{FAMILY} {style}".replace(" ", "")
    kept = {record.nameID: record.toUnicode() for record in font["name"].names if record.nameID in (0, 13, 14)}
    font["name"].names = []
    for identity, text in sorted((kept | ours).items()):
        font["name"].setName(text, identity, 3, 1, 0x409)
    for table in ("DSIG", "STAT", "meta"):
        if table in font:
            del font[table]
    # The same sources give the same bytes.
    font["head"].created = font["head"].modified = latin["head"].created
    font.recalcTimestamp = False
    font.flavor = None
    target = HERE / f"{FAMILY} {style}.ttf".replace(" ", "")
    font.save(target)
    report(target, font)


def report(target, font):
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size / 1024:.0f} KiB")


def packed(path):
    """Replaces a file by its gzip form; the same content gives the same bytes."""
    target = path.with_name(f"{path.name}.gz")
    target.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    path.unlink()
    return target


def simplified_chinese(collection):
    """The face for simplified Chinese of Noto Sans CJK."""
    faces = TTCollection(collection)
    return next(font for font in faces if font["name"].getDebugName(4) == "Noto Sans CJK SC")


def main():
    parser = argparse.ArgumentParser(description="Makes the fonts of Fall Line from their sources.")
    parser.add_argument("--regular", required=True, help="Inter Regular")
    parser.add_argument("--semibold", required=True, help="Inter SemiBold")
    parser.add_argument("--symbols", required=True, nargs="+", help="Noto Sans Math, then Noto Sans Symbols 2")
    parser.add_argument("--han", required=True, help="Noto Sans CJK as a collection (.ttc)")
    parser.add_argument("--parts", type=Path, default=Path("."), help="an existing folder for files in between")
    given = parser.parse_args()

    latin = TTFont(given.regular)
    held = set(latin.getBestCmap()) & code_points(LATIN)
    for path, style in ((given.regular, "Regular"), (given.semibold, "SemiBold")):
        font = TTFont(path)
        use_tabular_figures(font)
        cut(font, code_points(LATIN), ["ccmp", "locl", "kern", "mark", "mkmk"])
        share_marks(font)
        dress(font, latin, style)

    symbols = united(given.symbols, code_points(SYMBOLS) - held, given.parts)
    dress(symbols, latin, "Symbols")

    hanzi = {ord(sign) for sign in GB2312.read_text(encoding="utf-8") if sign != "\n"}
    han = simplified_chinese(given.han)
    cut(han, hanzi | code_points(HAN), [])
    to_true_type(han)
    dress(han, latin, "Han")

    others = (held & code_points(LATIN)).union(symbols.getBestCmap(), han.getBestCmap())
    fallback = simplified_chinese(given.han)
    cut(fallback, code_points(FALLBACK) - others, [])
    to_true_type(fallback)
    dress(fallback, latin, "Fallback")
    report(packed(HERE / f"{FAMILY} Fallback.ttf".replace(" ", "")), fallback)


if __name__ == "__main__":
    main()
