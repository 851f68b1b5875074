"""What the kind `cost` is made of: products counted, costs compared, ways proved equal."""
