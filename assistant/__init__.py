"""The brain of 邻办助手: importable and testable without web, messaging or network."""
