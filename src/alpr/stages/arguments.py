"""The command line of the stages that run once per recipe."""

import argparse


def recipe_argument(description: str | None) -> str:
    """Parse `python -m alpr.stages.<stage> RECIPE` and return the recipe's name."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recipe", help="a key under `train:` in params.yaml, such as `paper`")
    recipe: str = parser.parse_args().recipe
    return recipe
