"""The colours that demo products come in: how they are called and how they are painted."""

from __future__ import annotations

from typing import NamedTuple

from infra.demo.text import Text


class Colour(NamedTuple):
    """`base` is the body's colour; `light` and `dark` are its lit and shaded sides."""

    slug: str
    name: Text
    base: str
    light: str
    dark: str


_ROWS = """
graphite  Graphite        石墨黑    #4a4c50 #6d7075 #2c2d30
midnight  Midnight        午夜黑    #25282f #474c57 #14161a
silver    Silver          银色      #d9dadc #f4f4f5 #aeb0b4
snow      Snow            雪白      #f3f1ed #ffffff #d5d2cb
sand      Sand            沙金      #dcc9ae #efe3d1 #b59c79
rose      Rose            玫瑰粉    #e3b9b4 #f2d7d3 #c08b85
coral     Coral           珊瑚橙    #e8795c #f4a089 #b9533a
amber     Amber           琥珀黄    #e6b04a #f3cd82 #b58226
sage      Sage            鼠尾草绿  #a9b8a0 #c9d4c2 #7d8f73
forest    Forest          松林绿    #2f5d50 #4e8272 #1c3d34
sky       Sky             天空蓝    #9cc1dc #c4dcec #6b96b5
ocean     Ocean           海洋蓝    #2d5f8f #5286b6 #1a3d60
lavender  Lavender        薰衣草紫  #b9aed6 #d6cfe8 #8c7fb0
plum      Plum            梅子紫    #6b4468 #906a8d #472b45
crimson   Crimson         绯红      #b3293a #d65a68 #7a1824
clear     Clear           透明      #e9edf0 #ffffff #c3cbd1
white     White           白色      #f2f2f0 #ffffff #cfcfca
black     Black           黑色      #2a2b2e #4d4f54 #151618
grey      Grey            灰色      #8d9095 #b4b7bb #65686d
blue      Blue            蓝色      #2a6bc0 #5d95dc #184785
red       Red             红色      #cc3434 #e66c68 #8f1f22
green     Green           绿色      #2f9152 #5fb87e #1d6337
yellow    Yellow          黄色      #f0c419 #f8dc6b #b8920a
orange    Orange          橙色      #ee7f22 #f7a763 #b35a0f
purple    Purple          紫色      #7d4fb0 #a47fce #57337f
pink      Pink            粉色      #e787ab #f3b4cb #b95c81
aqua      Aqua            水蓝色    #35b8b8 #74d6d4 #1d8484
lime      Lime            柠檬绿    #a4c639 #c5de78 #76921f
"""


def _colours() -> dict[str, Colour]:
    rows = (line.split() for line in _ROWS.strip().splitlines())
    return {slug: Colour(slug, Text(en, zh), base, light, dark) for slug, en, zh, base, light, dark in rows}


COLOURS = _colours()
