"""Documents as data: what is on the page, before any notation or layout is chosen."""
