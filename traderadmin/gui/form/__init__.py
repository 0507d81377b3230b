"""The form: rows and editors for any schema, bound both ways to a `ConfigModel`.

Nothing here knows a key of our configuration; what is special about a field is said by the
schema's own words and its `x-traderadmin-…` hints. An editor emits `edited` only for what a
person did, so a field nobody edited is never written.

- `session.FormSession(model)`: what all parts of a page watch: values, problems, undo.
- `section.SectionForm(session, section, context)`: the rows of one section, built as they are
  scrolled into view.
- `row.FieldRow`: label, help, editor, what it was, undo, problem.
- `build.editor_for(field, context)`: which editor edits what.
- `layoutplan`: the schema's sections and the rows and groups within each.
"""
