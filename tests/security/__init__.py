"""What a stranger may try, tried: addresses, websockets, files, paths, host names, and the repository itself."""
