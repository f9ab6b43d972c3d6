"""A knowledge folder with two items, small enough to be read at a glance, for tests that break it on purpose."""

from __future__ import annotations

from pathlib import Path

WOOD = """\
code: LB-AA-001
item_name: 木头登记
service_list: 远程快办
fast: true
audience: [自然人]
department: 区木头局
domain: 木头
aliases: [登木头]
case_type: 即办件
summary: {text: 把木头登记下来。, source: [GK-H]}
acceptance_conditions:
  - id: adult
    text: 要成年。
    source: [GK-H]
    met_if: {age: [adult]}
    failed_if: {age: [child]}
    otherwise: [LB-AA-002]
circumstances:
  - id: agent
    shared: true
    options: [self, agent]
  - id: age
    question: 成年了吗？
    options:
      - {id: adult, label: 成年了, base: true}
      - id: child
        label: 还没有
        note: {text: 让大人来。, source: [GK-M]}
materials:
  - material_name: 居民身份证
    paper: id_card
    material_kind: 原件核验
    electronic: 电子证照
    necessity: 必要
    source: [S01]
  - material_name: 委托书
    holder: 代办人
    material_kind: 原件
    electronic: 不可
    n_original: 1
    necessity: 条件
    when: {agent: [agent]}
    source: [GK-M]
  - material_name: 旧登记
    material_kind: 原件核验
    electronic: 拍照或扫描
    necessity: 条件
    on_system_miss: true
    source: [GK-M]
  - material_name: 户籍信息
    material_kind: 系统核验
    electronic: 系统核验
    necessity: 免交
    source: [GK-H]
steps:
  - {text: 到窗口登记。, source: [GK-H]}
time_limits:
  - {text: 当场办结。, days: 0, unit: 工作日, source: [GK-L]}
fee: {text: "工本费{wood_fee}。", charged: true, source: [GK-H]}
result: {text: 登记好了。, source: [GK-H]}
legal_basis:
  - {text: 《木头法》。, source: [S01]}
places:
  - {text: 木头大厅。, source: [GK-H]}
confusable:
  - {code: LB-AA-002, how: 石头走石头登记}
review: {compiled_on: 2026-11-20}
examples:
  S: |
    家里有根木头想去登一登
    木头堆了一院子怎么报
  K: [木头登记, 登记木头材料]
"""

STONE = """\
code: LB-AA-002
item_name: 石头登记
service_list: 兜底服务
audience: [自然人, 法人]
department: 区木头局
domain: 木头
aliases: [登石头]
summary: {text: 把石头登记下来。, source: [GK-H]}
acceptance_conditions:
  - {id: any, text: 谁都可以。, source: [GK-H]}
materials:
  - material_name: 身份证
    paper: id_card
    material_kind: 原件
    n_original: 1
    electronic: 不可
    necessity: 必要
    source: [S01]
  - material_name: 木头登记证
    paper: wood_cert
    material_kind: 原件核验
    electronic: 不可
    necessity: 必要
    source: [S01]
steps:
  - {text: 到窗口登记。, source: [GK-H]}
time_limits:
  - {text: 5个工作日。, days: 5, unit: 工作日, source: [GK-H]}
fee: {text: 不收费。, charged: false, source: [GK-H]}
result: {text: 登记好了。, source: [GK-H]}
legal_basis:
  - {text: 《石头法》。, source: [S01]}
places:
  - {text: 石头大厅。, source: [GK-H]}
examples:
  S: [门口有块石头要登记]
"""

FILES = {
    "items/wood/LB-AA-001.yaml": WOOD,
    "items/wood/LB-AA-002.yaml": STONE,
    "circumstances.yaml": """\
- id: agent
  question: 谁来办？
  options:
    - {id: self, label: 本人, base: true, words: [自己]}
    - {id: agent, label: 别人代办, words: [帮我妈]}
""",
    "departments.yaml": """\
- id: aa
  name: 区木头局
  segment: AA
  phone: "12345"
  phone_source: [GK-M]
  address: 木头路1号
  hall: 木头大厅
  hours:
    - {weekdays: [1, 2, 3, 4, 5], start: "09:00", end: "17:00"}
  demo: true
""",
    "papers.yaml": """\
- {id: id_card, name: 居民身份证, also: [身份证], why: 要看是谁。, where_to_get: 派出所。, source: [GK-H]}
- {id: wood_cert, name: 木头登记证, why: 要看木头。, where_to_get: 木头局。, source: [GK-H]}
""",
    "parameters.yaml": """\
- {id: wood_fee, name: 木头工本费, value: 10元, valid_from: 2026-01-01, valid_to: 2026-12-31, source: [GK-M]}
""",
    "sources.yaml": """\
- {id: S01, title: 木头报, content: 木头, grade: 甲}
- {id: GK-H, title: 一般知识, content: 高, grade: 一般知识}
- {id: GK-M, title: 一般知识, content: 中, grade: 一般知识}
- {id: GK-L, title: 一般知识, content: 低, grade: 一般知识}
""",
    "holidays.yaml": """\
- year: 2026
  source: [GK-M]
  published: true
  off: {2026-10-01: 国庆节, 2026-10-02: 国庆节}
  workdays: {2026-10-10: 调休}
""",
    "bundles/B01.yaml": """\
id: B01
name: 木头石头一件事
audience: [自然人]
list_basis: 自定
items:
  - {code: LB-AA-001, role: 同报, gives: [wood_cert]}
  - {code: LB-AA-002, role: 同报}
departments: [区木头局]
order_logic: 先木头后石头。
source: [GK-M]
""",
}


def write_small(folder: Path, **changed: str | None) -> Path:
    """The small folder below ``folder``. ``changed``: file name → its text instead, ``None`` leaves the file out."""
    for name, text in {**FILES, **changed}.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return folder
