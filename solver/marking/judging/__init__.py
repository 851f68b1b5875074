"""One answer judged by itself: its shape, its value, its digits, what it does."""
