"""Disposable processes for what strangers send: files are checked and queries answered outside the server."""
