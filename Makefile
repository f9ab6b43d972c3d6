# 邻办助手。常用：make serve（启动网页服务）· make test（全部检查和测试）· make help
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help serve test check format bench model constraints clean

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Progress bars are for people; in a log they are thousands of lines.
PIP := $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off -qq
OURS := assistant channels tests tools benchmarks

help:
	@echo "make serve   启动网页服务（第一次会先安装，几分钟）"
	@echo "make test    全部检查和测试"
	@echo "make check   只检查知识库"
	@echo "make format  整理代码格式"
	@echo "make bench   测量速度"
	@echo "make model   重新训练句向量模型"

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "没有找到 Python 3.11 或更新的版本，请先安装 Python。" >&2; exit 1; }
	@echo "准备 Python 环境（$(VENV)）……"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "建立 Python 环境没有成功。Debian、Ubuntu 上请先安装 python3-venv。" >&2; exit 1; }

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "安装依赖（只在第一次和依赖变化时进行，需要几分钟）……"
	@$(PIP) -c constraints.txt -e . || { echo "安装依赖没有成功，请检查网络或软件包来源后再试。" >&2; exit 1; }
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "安装测试工具……"
	@$(PIP) -c constraints.txt -e '.[dev]' || { echo "安装测试工具没有成功，请检查网络或软件包来源后再试。" >&2; exit 1; }
	@touch $@

serve: $(VENV)/.installed
	@exec $(BIN)/linban serve

test: $(VENV)/.installed-dev
	@sh .ci/browser
	@sh .ci/telegram
	@echo "检查代码格式……" && $(BIN)/ruff format --check -q $(OURS)
	@echo "检查代码写法……" && $(BIN)/ruff check -q $(OURS)
	@echo "检查类型……" && $(BIN)/mypy
	@echo "检查模块之间的引用……" && $(BIN)/lint-imports --no-logo
	@echo "检查知识库……" && $(BIN)/linban check
	@echo "运行测试……" && $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(if $(wildcard .ci/.no-browser),-m "not browser")

check: $(VENV)/.installed
	@$(BIN)/linban check

format: $(VENV)/.installed-dev
	@$(BIN)/ruff check -q --fix $(OURS); $(BIN)/ruff format $(OURS)

# The long ones (crashes, races, load, other systems) are run by name: docs/benchmarks.md.
QUICK := knowledge matching conversation turns
bench: $(VENV)/.installed-dev
	@for f in $(QUICK); do echo "== $$f" && $(BIN)/python benchmarks/$$f.py || exit 1; done

model: $(VENV)/.installed-dev
	@$(BIN)/python -m assistant.training

constraints: $(VENV)/.installed-dev
	@$(BIN)/python tools/constraints.py > constraints.new && mv constraints.new constraints.txt && wc -l constraints.txt

clean:
	@rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .ci/.no-browser
