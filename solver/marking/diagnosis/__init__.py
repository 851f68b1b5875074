"""What wrong answers follow from, and which mistake gives them: read off the plan."""
