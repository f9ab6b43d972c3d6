"""What the Telegram door itself says; everything else is said by the assistant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COMMANDS = (
    ("start", "从头开始"),
    ("menu", "常见的人生大事"),
    ("human", "找人工"),
    ("list", "重新发一遍清单"),
    ("restart", "重新开始"),
    ("rate", "评价服务"),
    ("case", "查办件编号"),
    ("big", "长辈版：短句子，一次一步"),
    ("forget", "删除我的对话记录"),
)
"""The bot's menu: name and what it does."""

DESCRIPTION = (
    "我是智能导办，不是真人。您用平常话说遇到的事，我告诉您办哪个事项、要带什么材料、多久、去哪里。"
    "随时可以找人工。请不要发身份证号。"
)
SHORT = "用平常话问办事，得到自己的材料清单。随时可以找人工。"

LIFE_EVENTS = (
    "生孩子",
    "上学",
    "看病报销",
    "找工作失业",
    "租房买房",
    "养老照护",
    "亲人过世",
    "开店办公司",
    "来沪居住",
)
MENU = "您遇到了哪件事？点一个，或者直接打字。"

VOICE = "我听不了语音。请您打字告诉我，或者点“找人工”。"
STICKER = "我看不懂图片表情。请您打字告诉我遇到了什么事。"
FILE_WITHOUT_PERSON = (
    "我看不懂照片和文件，没有留下。要请工作人员看材料，请先点“找人工”，再发一次。"
    "一份最大 {most} MB，照片或者 PDF 都可以。"
)
FILE_NOT_FETCHED = "这份材料没有收下来。请再发一次。"
FILE_TOO_LARGE = "这个文件超过 {most} MB，收不下。请拍一张清楚的照片，或者压缩以后再发。"
VOICE_TO_PERSON = "录像和音乐我转不过去，工作人员只看到您发了。请您打字或者发语音。"
PLACE = "收到您的位置。离您最近的服务点："
NO_PLACE = "收到您的位置。服务点的坐标还没有登记，我不能说哪个最近。下面是一部分服务点，也可以打 12345 问："
POINT_NEAR = "▪ {name}（约 {km} 公里）\n{address}"
POINT = "▪ {name}\n{address}"
GROUP = "办事可能说到个人情况，请点下面，单独和我说。"
GROUP_BUTTON = "单独和我说"
HUMAN = "找人工"
FORGET = "要删除您在这里的全部对话记录吗？删除后找不回来。还没有办完的事，办完才能删。"
FORGET_YES = "删除"
FORGET_NO = "不删除"
KEPT = "好，不删除。"
FORGOTTEN = "您在这里的对话记录已经删除。以后再发消息，就是新的对话。手机里的聊天记录，请您自己清除。"
NOTHING_KEPT = "这里没有您的对话记录。"
FORGET_WAITS = "{why}，现在还不能删除。您的要求已经记下，最晚 {month}月{day}日前处理。"
WAITS_FOR: Final[Mapping[str, str]] = {
    "ticket": "您有工单还没有结束",
    "case": "您登记的事还没有办结",
    "preserve": "这段记录按规定要先保留",
}
CASE = "请把办件编号发给我，例如：查一下 BC-XXXX-XX。"
CONTINUED = "（接上一条）"

NO_TOKEN = "没有设置 LINBAN_TELEGRAM_TOKEN。请先向 BotFather 申请机器人，把它的令牌写进这个设置。"
BAD_TOKEN = "LINBAN_TELEGRAM_TOKEN 不对：Telegram 不认识这个令牌。请向 BotFather 核对。"
NO_SECRET = (
    "用网页推送（LINBAN_TELEGRAM_WEBHOOK_URL）时必须设置 LINBAN_TELEGRAM_WEBHOOK_SECRET，否则谁都能冒充 Telegram。"
)
OPEN = "Telegram 机器人 @{name} 可以使用了（{how}）。按 Ctrl+C 停止。"
POLLING = "主动取消息"
WEBHOOK = "由 Telegram 推送"
UNREACHABLE = "连不上 Telegram（{why}），过一会儿再试。"
