"""Problem files: YAML in, validated frozen specs out, every complaint with its line and column."""
