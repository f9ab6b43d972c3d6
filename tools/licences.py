"""Write docs/licences.md: every installed package of constraints.txt with the licence that its own metadata states."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# 用到的软件包和它们的许可

本项目自己的代码和文字用 [Apache-2.0](../LICENSE)。下面是 `constraints.txt` 里固定的软件包，
许可取自各软件包自带的说明，由 `python tools/licences.py` 生成。
工作台页面用的 htmx 2.0.11 是原样放进来的一个文件（Zero-Clause BSD，来自 npm 的 `htmx.org`）：
`channels/web/console/static/htmx-2.0.11.min.js`。
无障碍检查用的 axe-core（MPL-2.0）随测试工具 axe-playwright-python（MIT）安装，不在本项目里。
Telegram 的一个测试用 npm 的 telegram-test-api（MIT），装在虚拟环境旁边，也不在本项目里。

知识文件里的事实来自公开资料，逐句标明出处（`knowledge/sources.yaml`）；例句、测量问题和训练文字都是为本项目写的。
自带的模型只用本项目的文字训练，见[模型说明](model-card.md)。

| 软件包 | 版本 | 许可 |
|---|---|---|
"""


def licence(name: str) -> str:
    """The licence of an installed distribution, as one short phrase; 未说明 when its metadata says nothing."""
    meta = metadata(name)
    stated = meta.get("License-Expression") or ""
    classified = [c.split("::")[-1].strip() for c in meta.get_all("Classifier") or [] if c.startswith("License ::")]
    free = (meta.get("License") or "").strip().splitlines()
    short = free[0] if free and len(free[0]) <= 60 else ""
    return stated or "、".join(classified) or short or "未说明"


def main() -> None:
    """Write the table; packages that are not installed here (another platform's) are left out."""
    rows = []
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        found = re.match(r"([A-Za-z0-9._-]+)==(\S+)", line)
        if not found:
            continue
        try:
            rows.append(f"| {found[1]} | {found[2]} | {licence(found[1])} |")
        except PackageNotFoundError:
            continue
    (ROOT / "docs" / "licences.md").write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    print(f"docs/licences.md：{len(rows)} 个软件包")


if __name__ == "__main__":
    main()
