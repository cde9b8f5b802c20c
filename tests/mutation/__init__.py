"""Mutation: how many small changes of the reader and of the reports go unnoticed by their tests (`make mutate`). It may only fall."""
