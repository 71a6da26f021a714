r"""What pictures in LaTeX need of the document around them: packages, Chinese fonts, a box for letters that TeX lacks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from viz.render.missing_glyphs import warn
from viz.text.tex import has_chinese, lost_characters

PACKAGES: Final = r"""\usepackage{iftex}
\ifPDFTeX\usepackage[T1]{fontenc}\fi
\usepackage{lmodern} % letters and signs in every size: without it, xelatex has signs in a few sizes only
\usepackage{amsmath,amssymb,tikz}
"""
"""Of a document of ours."""

NEEDS: Final = r"""\usepackage{amsmath,amssymb,tikz}
\usepackage[T1]{fontenc} % with pdflatex
"""
"""Of a document of somebody else's, which has fonts already."""

LOST_BOX: Final = r"""% a character that the fonts of TeX lack
\newcommand\lost{\mbox{\fboxsep0pt\fbox{\rule{0pt}{1.4ex}\rule{1ex}{0pt}}}}
"""

FONTS: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "FandolHei", "SimHei", "Droid Sans Fallback",
)  # fmt: skip
"""With Chinese; a document takes the first that the computer has."""

_ENGINE: Final = r"""\usepackage{iftex}
\ifXeTeX\else
  \PackageError{chalkgrad}{THIS Chinese text, which only xelatex can set}{Run xelatex on this file.}
  \csname @@end\endcsname
\fi
\usepackage{fontspec}
"""
_NO_FONT: Final = r"""\PackageError{chalkgrad}{This computer has no font with Chinese that this file knows}{%
  Install one, such as WenQuanYi Micro Hei, or write its name into this file as \string\chinesefont.}"""
_FAMILY: Final = r"""
\newfontfamily\chinese[AutoFakeBold=2]{\chinesefont}
\newcommand\zh[1]{{\XeTeXlinebreaklocale "zh"\chinese #1}}
"""


def chinese_fonts(texts: Iterable[str], this: str = "This picture has") -> str:
    """Settings for the first of FONTS that there is where the document is compiled; "" if no text has Chinese.

    Other engines than xelatex stop with an error that begins with `this`.
    """
    if not any(map(has_chinese, texts)):
        return ""
    choice = _NO_FONT
    for family in reversed(FONTS):
        command = rf"{{\newcommand\chinesefont{{{family}}}}}"
        choice = f"\\IfFontExistsTF{{{family}}}{command}{{%\n{choice}}}"
    return _ENGINE.replace("THIS", this) + choice + _FAMILY


def warn_lost(texts: Iterable[str], shows: str, what: str) -> bool:
    """Whether TeX lacks letters of these texts; a warning (viz.MissingGlyphs) that "the slides show" boxes instead."""
    missing = lost_characters("".join(texts))
    if missing:
        warn(
            f"TeX has no letters for {' '.join(missing)}; {shows} boxes instead. Choose other names, or save "
            f"{what} as PDF"
        )
    return bool(missing)


def commented(source: str) -> str:
    r"""Lines of LaTeX as a comment, to be copied out of it.

    >>> commented("\\usepackage{tikz}\n")
    '%   \\usepackage{tikz}\n'
    """
    return "".join(f"%   {line}\n" for line in source.splitlines())
