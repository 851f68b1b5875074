"""One module a kind: `FIELDS`, what its spec may say; `plan`, what it makes of it; `figures`."""
