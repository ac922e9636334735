"""The scripts of the third pipeline, robust/dvc.yaml: one per stage, and what they share."""
