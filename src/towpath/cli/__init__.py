"""The command line: one module a room, each with a `group`; `main` lists them, `run` has what runs the product itself."""
