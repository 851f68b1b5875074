"""Writers: a document as data becomes LaTeX, and LaTeX a PDF."""
