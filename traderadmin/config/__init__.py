"""The configuration: schema, field tree, loader, validation; document and model for editors."""
