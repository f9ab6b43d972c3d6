"""The knowledge in the console: forms, drafts, releases, and whose turn it is to verify."""
