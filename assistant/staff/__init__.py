"""Accounts of the staff: passwords, sign-ins, roles and what each may do, the roster, presence, the audit log."""
