"""What the kind `gate` is made of."""
