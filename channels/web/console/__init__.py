"""The console (工作台): where the staff sit, under ``/console``."""
