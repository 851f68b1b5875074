"""What the kind `descent` is made of."""
