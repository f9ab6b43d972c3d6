"""Places elsewhere in the country: whether a message is about a matter there, or only from somebody who comes from
there."""

from __future__ import annotations

import re

REGIONS = {
    "beijing": "北京 天津",
    "guangdong": (
        "广东 广州 深圳 东莞 佛山 珠海 惠州 中山 汕头 江门 湛江 茂名 肇庆 揭阳 潮州 清远 韶关 梅州 阳江 "
        "河源 汕尾 云浮 顺德"
    ),
    "jiangsu": (
        "江苏 南京 苏州 无锡 常州 南通 徐州 扬州 盐城 泰州 镇江 淮安 连云港 宿迁 昆山 太仓 常熟 张家港 "
        "江阴 宜兴 启东 海门 如皋 丹阳 兴化 东台 靖江 吴江"
    ),
    "zhejiang": (
        "浙江 杭州 宁波 温州 嘉兴 绍兴 金华 台州 湖州 丽水 衢州 舟山 义乌 慈溪 余姚 海宁 桐乡 平湖 嘉善 "
        "诸暨 瑞安 乐清 余杭 萧山 富阳 海盐 德清 安吉 上虞 永康 温岭 临海"
    ),
    "central-east": (
        "安徽 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 山东 济南 "
        "青岛 烟台 潍坊 临沂 济宁 淄博 威海 泰安 聊城 德州 菏泽 枣庄 滨州 东营 河南 郑州 洛阳 开封 南阳 "
        "新乡 安阳 商丘 周口 信阳 驻马店 平顶山 许昌 焦作 濮阳 漯河 三门峡 鹤壁 湖北 武汉 宜昌 襄阳 荆州 "
        "黄冈 孝感 十堰 荆门 黄石 咸宁 恩施 随州 鄂州 湖南 长沙 株洲 湘潭 衡阳 岳阳 常德 邵阳 郴州 永州 "
        "怀化 娄底 益阳 张家界 湘西 江西 南昌 赣州 九江 上饶 宜春 吉安 抚州 景德镇 萍乡 新余 鹰潭 福建 "
        "福州 厦门 泉州 漳州 莆田 龙岩 三明 南平 宁德 晋江"
    ),
    "north": (
        "河北 石家庄 唐山 保定 邯郸 秦皇岛 廊坊 沧州 邢台 张家口 衡水 承德 山西 太原 大同 运城 临汾 长治 "
        "晋中 晋城 吕梁 忻州 阳泉 辽宁 沈阳 大连 鞍山 抚顺 锦州 丹东 营口 本溪 葫芦岛 盘锦 辽阳 铁岭 吉林 "
        "长春 四平 延边 通化 松原 白城 黑龙江 哈尔滨 大庆 齐齐哈尔 牡丹江 佳木斯 绥化 鸡西 内蒙古 呼和浩特 "
        "包头 赤峰 鄂尔多斯 通辽 呼伦贝尔 海南 海口 三亚 东北"
    ),
    "west": (
        "四川 成都 绵阳 南充 宜宾 达州 泸州 乐山 德阳 广安 自贡 眉山 遂宁 内江 资阳 攀枝花 广元 凉山 重庆 "
        "贵州 贵阳 遵义 毕节 铜仁 安顺 黔东南 黔南 六盘水 云南 昆明 曲靖 大理 玉溪 红河 昭通 丽江 普洱 "
        "西双版纳 陕西 西安 咸阳 宝鸡 渭南 汉中 榆林 延安 甘肃 兰州 天水 酒泉 庆阳 广西 南宁 柳州 桂林 "
        "玉林 梧州 北海 钦州 贵港 青海 西宁 宁夏 银川 新疆 乌鲁木齐 喀什 伊犁 阿克苏 西藏 拉萨"
    ),
}
"""Names of provinces and cities, by the part of the country that the elsewhere topics speak of together."""

_REGION = {name: region for region, names in REGIONS.items() for name in names.split()}
_NAMES = "|".join(sorted(_REGION, key=lambda name: (-len(name), name)))
# Streets, hospitals and parks of our own city are called after places; 上海南站 is not 海南.
_PLACE = re.compile(
    rf"(?<!上)({_NAMES})(?!(?:东|西|南|北|中|一|二)?路|(?:东|西)街|医院|公园|大学|银行)(?:省|市|自治区)?"
)
_BEFORE = re.compile(r"(?:老家|户口|户籍|籍贯|原籍|来自|从|娘家|出生|毕业|嫁)(?:就|是|在|的|于|到|自)*$")
_AFTER = re.compile(
    r"(?:那边|这边|农村|乡下|老家)?的?(?:人|籍|户口|户籍|农业户口|农村户口|媳妇|姑娘|来|过来|转来|迁来|考的|考来|出生|毕业|生人|老乡|身份证)"
)
WINDOW = 6
"""Characters before a name in which a word may say that somebody only comes from there."""


def places(text: str) -> frozenset[str]:
    """What a normalised text says of other places: ``at`` and ``at-west`` for a matter in the west, ``from`` and
    ``from-west`` for somebody from there. Empty when it names none."""
    found: set[str] = set()
    for match in _PLACE.finditer(text):
        native = _AFTER.match(text, match.end()) or _BEFORE.search(text[max(0, match.start() - WINDOW) : match.start()])
        way = "from" if native else "at"
        found.update((way, f"{way}-{_REGION[match[1]]}"))
    return frozenset(found)
