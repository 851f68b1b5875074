"""Text that people type: Markdown, mathematics between dollars, and what of it may be printed."""
