"""The editors' desk: pages below /meja for those whom the proxy or a token lets in."""
