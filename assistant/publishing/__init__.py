"""Publishing: drafts, the check before publishing, releases and the way back."""
