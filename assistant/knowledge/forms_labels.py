"""What each element of the knowledge is for, in the words of an officer: the help beside every field of a form.

The names of the fields are the titles of the schema; a test fails when a field of the schema has no line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from assistant.knowledge import schema

_SOURCED: Final = {
    "source": "这句话从哪里来。打几个字查找文件；没有文件的，选“一般知识”和把握有多大。",
    "source_note": "比如第几条、哪一页。只有工作人员看得到。",
    "verified_by": "核实过这一句的部门或人。没核实就空着，群众会看到“尚未核实”。",
    "verified_on": "核实的那一天。",
    "review_due": "只有这一句要比整个事项更早核对时才填。",
}
_DATED: Final = {"verified_by": "核实过的部门或人。", "verified_on": "核实的那一天。"}
_SENTENCE: Final = {"text": "群众看到的原话。短句，一句一个意思，不用感叹号，不许诺结果。", **_SOURCED}

HELP: Final[Mapping[type[BaseModel], Mapping[str, str]]] = {
    schema.Statement: _SENTENCE,
    schema.Condition: {
        "id": "程序用的编号，自动生成。",
        **_SENTENCE,
        "only_if": "只在这些情形下才告诉群众这一条；都不选就是对所有人说。",
        "met_if": "群众这样回答，就当作符合。没有哪个问题能看出来的，不选。",
        "failed_if": "群众这样回答，就当作不符合，会先提醒他。",
        "otherwise": "不符合的人可以看哪些别的事项。",
    },
    schema.Option: {
        "id": "程序用的编号，自动生成。",
        "label": "按钮上的字，群众看得懂的短词。",
        "words": "群众可能打的字，一行一个。比如“代办”“帮我妈”。",
        "base": "选它不会多要材料，比如“本人来办”。",
        "exclusive": "可多选的问题里，选了它就不能再选别的，比如“都没有”。",
        "note": "选了它要提醒群众的一句话；没有就空着。",
    },
    schema.Circumstance: {
        "id": "程序用的编号，自动生成。",
        "question": "怎么问群众。一句话，只问一件事。",
        "options": "群众可以选的答案，至少两个。",
        "multi": "群众可以同时选几个答案。",
        "why": "群众问“为什么要问这个”时的回答。",
    },
    schema.Material: {
        "material_name": "清单上写的名字，群众听得懂的叫法。",
        "paper": "各事项共用的同一样材料。选了以后，为什么要、去哪开可以不写。",
        "holder": "是谁的材料，比如申请人、配偶、孩子。",
        "material_kind": "原件、复印件、看一下就还，还是不用带。",
        "kind_note": "要补充的一句，比如“委托书交原件，身份证看一下就还”。",
        "electronic": "能不能用电子的代替。",
        "electronic_note": "要补充的一句，比如“网上可以电子签名”。",
        "n_original": "交几份原件；看一下就还的写 0。",
        "n_copy": "交几份复印件。",
        "necessity": "必要：每个人都要。条件：有的人才要，请在下面选情形。免交：不用带。",
        "when": "什么情形的人才要这样材料。几个问题都选了，要同时符合。",
        "when_text": "情形还不清楚时，清单上写“如果……还需……”，这里写“如果”后面的话。",
        "on_system_miss": "平时系统能查到，不用带；系统里查不到的人才要补。",
        "why": "为什么要这样材料。选了共用材料的可以不写。",
        "where_to_get": "到哪里开、怎么开。选了共用材料的可以不写。",
        **_SOURCED,
    },
    schema.TimeLimit: {
        **_SENTENCE,
        "days": "期限是一个数字时填；说法复杂的空着。",
        "unit": "天数按什么算。",
        "kind": "法律规定的，还是部门自己承诺的。",
    },
    schema.Fee: {**_SENTENCE, "charged": "文件没有说的，选“没有说”。"},
    schema.Question: {
        "q": "群众会怎么问。",
        "a": "怎么回答。第一句就给结论。",
        **_SOURCED,
    },
    schema.Confusable: {
        "code": "常被弄混的另一个事项。",
        "how": "用群众的话说清两件事差在哪里。",
        "ask": "分不清时问群众的一句话。",
    },
    schema.Review: {
        "verified_by": "核实过整个事项的部门或人。空着时，群众会看到“尚未核实”。",
        "verified_on": "核实的那一天。",
        "review_due": "最晚哪天要再核对一次。过了这天，群众会看到提醒。",
        "valid_from": "从哪天起可以办。",
        "valid_to": "到哪天为止。",
        "compiled_on": "内容整理的日期。",
        "open_points": "还没弄清的问题，一行一个。只有工作人员看得到。",
    },
    schema.Item: {
        "code": "固定不变，不能改。",
        "item_name": "正式名称，全文只出现一次。",
        "service_list": "群众怎么办：网上、远程，还是到窗口。",
        "fast": "当场就能办完。",
        "audience": "给个人办，给单位办，或者都可以。",
        "department": "由哪个部门负责。改了以后归那个部门的知识员管。",
        "joint_depts": "还有哪些部门一起办。",
        "domain": "放在哪个主题下面。",
        "family": "同一类事项的英文代号，比如 social_aid。没有就空着。",
        "primary": "同一类里群众说得最多的一个。",
        "aliases": "群众平时怎么叫，一行一个。两个事项不能有同一个叫法。",
        "why_remote": "为什么可以远程办。",
        "external_codes": "市里系统的编码，一行一个。",
        "case_type": "当场办结的是即办件，要等的是承诺件。",
        "summary": "给谁办的、办什么，一句话说完。",
        "acceptance_conditions": "什么样的人可以办。一条只写一个条件。",
        "circumstances": "要问群众的问题。只问会改变材料或条件的。",
        "materials": "要带的和不用带的材料。",
        "steps": "先做什么，再做什么。",
        "time_limits": "多久能办好。",
        "fee": "要不要钱，要多少。",
        "result": "办好以后拿到什么，怎么拿。",
        "legal_basis": "依据的法律和文件。",
        "places": "在哪里办：网上、街镇、窗口。",
        "faq": "群众常问的和回答。",
        "confusable": "容易和哪些事项弄混。",
        "editor_notes": "写给后面接手的人，一行一条。群众看不到。",
        "review": "谁核实过，下次哪天再核。",
        "status": "停用以后，群众查不到这个事项。",
        "examples": "群众会怎么说，用来帮助查找。一行一句，不要写真名和号码。",
    },
    schema.Paper: {
        "id": "程序用的编号，自动生成。",
        "name": "这样材料的名字。",
        "also": "各事项里的别的叫法，一行一个。",
        "e_license_code": "电子证照目录里的代码，没有就空着。",
        "why": "为什么要，各事项共用。",
        "where_to_get": "去哪开，各事项共用。",
        "source": _SOURCED["source"],
    },
    schema.Window: {
        "weekdays": "星期几开放。",
        "start": "几点开始，写成 09:00。",
        "end": "几点结束，写成 17:00。",
    },
    schema.Department: {
        "id": "程序用的编号，不能改。",
        "name": "部门名称。各事项按这个名字找到部门，改名要一起改。",
        "segment": "事项编码中间的两三个字母。",
        "phone": "群众可以打的电话。",
        "phone_source": "电话号码从哪里来。",
        "address": "窗口地址。",
        "hall": "在哪个大厅。",
        "hours": "窗口什么时候开。",
        "demo": "不是真的数据，群众会看到“演示”。换成真的以后去掉勾。",
    },
    schema.ServicePoint: {
        "id": "程序用的编号，自动生成。",
        "name": "服务点名称。",
        "address": "在哪里。",
        "offers": "群众在那里能做什么。",
        "hours": "什么时候开。",
        "demo": "不是真的数据，群众会看到“演示”。换成真的以后去掉勾。",
        "at": "用来找最近的服务点。写成：31.3800, 121.2600",
    },
    schema.Holidays: {
        "year": "哪一年。",
        "source": _SOURCED["source"],
        "published": "国务院办公厅的通知已经出来。",
        "off": "一行一天：日期、空格、节日名。比如 2026-10-01 国庆节",
        "workdays": "一行一天：日期、空格、说明。比如 2026-10-10 国庆节调休",
    },
    schema.Parameter: {
        "id": "句子里写 {编号}，程序换成当天的数值。",
        "name": "这是什么数。",
        "value": "群众看到的写法，带单位，比如 40元。",
        "valid_from": "从哪天起用这个数值。",
        "valid_to": "到哪天为止；一直有效就空着。过期以后，用到它的句子不再说。",
        "source": _SOURCED["source"],
        **_DATED,
    },
    schema.Elsewhere: {
        "id": "程序用的编号，自动生成。",
        "title": "这是一类什么事。",
        "kind": "属于哪一类，决定怎么回答。",
        "goto": "告诉群众该找谁。",
        "phone": "电话，一行一个。",
        "source": _SOURCED["source"],
        "near": "容易和本区哪些事项弄混。",
        "examples": "群众会怎么说，一行一句，不要写真名和号码。",
    },
    schema.BundleItem: {
        "code": "包含的事项。",
        "role": "在这件事里，它是同时报、先办、后办，还是让群众挑。",
        "gives": "办好它就有的材料，别的事项不再向群众要。写材料编号，一行一个。",
    },
    schema.Bundle: {
        "id": "固定不变，不能改。",
        "name": "这件事的名称。",
        "audience": "给个人办，给单位办，或者都可以。",
        "list_basis": "为什么算“一件事”，依据是什么。",
        "items": "包含哪些事项，至少两个。",
        "departments": "涉及哪些部门。",
        "order_logic": "先办什么，后办什么。",
        "branches": "特殊情况怎么走，一行一条。",
        "aliases": "群众平时怎么叫，一行一个。",
        "triggers": "群众会怎么说，一行一句。",
        "reported": "报道里的数字，一行一个：名称、空格、数字。",
        "source": _SOURCED["source"],
    },
    schema.Source: {
        "id": "程序用的编号，自动生成。",
        "title": "文件或网页的名称。",
        "content": "里面有什么。",
        "grade": "甲：官方文件。乙：政府系统公开资料。丙：第三方整理。丁：商业网页。",
    },
}

SHARED_HELP: Final = "从共用的问题里选一个，问题和选项就不用再写；这里写了的以这里为准。"

STYLES: Final[Mapping[str, str]] = {
    "S": "讲自己的情况",
    "C": "口头问",
    "K": "只打几个词",
    "F": "书面语",
    "D": "沪语",
    "T": "打错字",
    "L": "说得很长",
    "R": "写信、留言那样",
    "E": "夹英文、拼音",
}
"""The styles of examples, as an officer would call them."""

CHOICES: Final[Mapping[str, str]] = {
    "必要": "必要：每个人都要",
    "条件": "条件：有的人才要",
    "免交": "免交：不用带",
    "原件": "原件：交上去，不退",
    "原件和复印件": "原件看一下，交复印件",
    "原件核验": "原件：看一下就还",
    "填写": "填表：现场或网上填",
    "系统核验": "系统核验：不用带",
    "本人到场": "不是材料，要本人到场",
    "缴回": "旧证：交回，不再退",
    "agency": "该找别的单位",
    "complaint": "投诉举报",
    "emergency": "紧急情况",
    "other_city": "别的城市的事",
    "chitchat": "闲聊",
    "nonsense": "看不懂的话",
    "injection": "想套程序的话",
    "near_miss": "很像，但不是本区的事",
}
"""Values of the schema that need more words in a list to choose from."""

CONFIDENCE: Final[Mapping[str, str]] = {
    "GK-H": "一般知识，有把握",
    "GK-M": "一般知识，大致如此",
    "GK-L": "一般知识，没把握（会注明“待核实”）",
}
