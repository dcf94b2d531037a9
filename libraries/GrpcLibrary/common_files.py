"""The files that every schema may use unasked: protobuf's well-known types and Google's own."""

import importlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool

_MODULES = (
    "google.protobuf.any_pb2",
    "google.protobuf.duration_pb2",
    "google.protobuf.empty_pb2",
    "google.protobuf.field_mask_pb2",
    "google.protobuf.struct_pb2",
    "google.protobuf.timestamp_pb2",
    "google.protobuf.wrappers_pb2",
    "google.rpc.code_pb2",
    "google.rpc.error_details_pb2",
    "google.rpc.status_pb2",
)
_FOLDERS = ("google/api/", "google/longrunning/", "google/protobuf/", "google/rpc/", "google/type/")

for _module in _MODULES:  # generated code makes its types known by being imported
    importlib.import_module(_module)

# The types of the files above, and of all others that are imported in this process.
COMMON_TYPES: Any = descriptor_pool.Default()


def common_files() -> list[descriptor_pb2.FileDescriptorProto]:
    """Return the files whose types every schema knows, each after those that it imports."""
    found = (common_file(f"{module[:-4].replace('.', '/')}.proto") for module in _MODULES)
    return [file for file in found if file is not None]


@lru_cache
def common_file(name: str) -> descriptor_pb2.FileDescriptorProto | None:
    """Return the file that has this name wherever it is installed, or None."""
    if not name.startswith(_FOLDERS) or not name.endswith(".proto"):
        return None
    try:
        importlib.import_module(f"{name[:-6].replace('/', '.')}_pb2")
        found = COMMON_TYPES.FindFileByName(name)
    except Exception:  # of generated code that is older than what it runs on, for one
        return None
    file = descriptor_pb2.FileDescriptorProto()
    found.CopyToProto(file)
    return file


def common_folder() -> Path:
    """Return the folder that `google/api` and `google/rpc` are installed in, to import from."""
    module = importlib.import_module("google.rpc.status_pb2")
    return Path(str(module.__file__)).parents[2]
