"""Posts from files: JSON lines and Telegram Desktop's export, plain or gzipped."""
