"""The Telegram door: updates in, confirmed only once they are kept; notices out, in order."""
