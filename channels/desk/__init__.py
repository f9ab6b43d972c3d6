"""What the console and the officers' group on Telegram share: a ticket in words."""
