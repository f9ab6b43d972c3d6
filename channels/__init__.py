"""The doors: each translates between one channel and the assistant, none of them thinks."""
