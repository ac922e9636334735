"""The DVC stages: each reads its params and deps, calls the library, writes its outs."""
