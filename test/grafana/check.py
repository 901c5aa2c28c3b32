#!/usr/bin/env python3
"""Whether a dashboard is a `Dashboard` of Grafana's own schema, by TypeScript: test/grafana/check.py FILE...

Not part of the short form of test/run: it needs node, and the npm registry once (two packages, kept below build/)."""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = HERE.parents[1] / "build" / "grafana"
LIMIT_S = 300

# A text stands for the enum that has it as its value; what an import asks for is no part of the schema.
CHECK = """\
import type {{ Dashboard }} from '@grafana/schema';
type Plain<T> = T extends string ? `${{T}}` : T extends number ? T : T extends (infer E)[] ? Plain<E>[]
  : T extends object ? {{ [K in keyof T]: Plain<T[K]> }} : T;
interface Input {{ name: string; label: string; description: string; type: 'datasource'; pluginId: string; pluginName: string }}
interface Required {{ type: 'grafana' | 'datasource' | 'panel'; id: string; name: string; version: string }}
export const checked: Plain<Dashboard> & {{ __inputs: Input[]; __requires: Required[] }} = {dashboard};
"""


def install():
    PLACE.mkdir(parents=True, exist_ok=True)
    (PLACE / "package.json").write_text((HERE / "package.json").read_text())
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    there = {name: (PLACE / "node_modules" / name / "package.json") for name in wanted}
    if all(file.exists() and json.loads(file.read_text())["version"] == wanted[name] for name, file in there.items()):
        return
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], cwd=PLACE, check=True, timeout=LIMIT_S)


def check(text):
    """(exit code, complaints) of tsc about the text of a dashboard."""
    (PLACE / "dashboard.ts").write_text(CHECK.format(dashboard=text))
    run = subprocess.run(["node", "node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext",
                          "--moduleResolution", "nodenext", "dashboard.ts"], cwd=PLACE, capture_output=True, text=True, timeout=LIMIT_S)
    return run.returncode, run.stdout + run.stderr


def main(files):
    install()
    failed = False
    for file in files:
        code, complaints = check(Path(file).read_text())
        print(f"{file}: {'a Dashboard' if code == 0 else complaints}")
        failed = failed or code != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
