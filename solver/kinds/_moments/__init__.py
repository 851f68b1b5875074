"""What the kind `moments` is made of."""
