"""What the kind `formulas` is made of."""
