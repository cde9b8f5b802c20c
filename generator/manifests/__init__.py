"""Manifests of patterns: bytes -> objects with places -> what their schemas and each other say about them.

Pure functions over frozen values. Nothing here reads a cluster or the network; schemas come from installed packages, from the tool's own
files for SMI, and from CustomResourceDefinitions that the user names.
"""
