"""The stages of the plate locator's pipeline, locator/dvc.yaml."""
