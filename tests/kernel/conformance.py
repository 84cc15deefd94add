"""Jupyter's own conformance tests for kernels, `jupyter_kernel_test`, over the kernel whose name is the first argument.

Every one of them is given what it asks for, so that none is left out.
"""

import sys
import unittest

import jupyter_kernel_test

kernel_name = sys.argv.pop(1)


class Kernel(jupyter_kernel_test.KernelTests):
    kernel_name = kernel_name
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = 'console.log("hello, world");'
    code_stderr = 'console.error("to stderr");'
    code_page_something = "Map?"
    code_generate_error = 'throw new Error("generated");'
    code_inspect_sample = "parseInt"
    code_clear_output = 'import { clearOutput } from "../lib/notebook"; clearOutput();'

    completion_samples = [
        {"text": "Math.cb", "matches": {"cbrt"}},
        {"text": "const { tru", "matches": set()},
        {"text": "new Map().ha", "matches": {"has"}},
    ]

    complete_code_samples = [
        "1 + 1",
        "console.log(`a\nb`);",
        "function f(): number {\n  return 1;\n}",
        "// a comment",
        "@dec class A {}",
        "await f()",
    ]
    incomplete_code_samples = ["function f() {", "console.log(`a", "1 +", "[1,\n 2", "/* a comment", "math."]
    invalid_code_samples = ["const = 1", "}", "a b", "f(1))"]

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "`${[1, 2]}`", "result": "1,2"},
        {"code": "[1, [2]]", "result": "[ 1, [ 2 ] ]"},
    ]
    code_display_data = [
        {"code": 'import { display } from "../lib/notebook"; await display({ a: 1 });', "mime": "text/plain"},
        {
            "code": 'await display({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>b</b>" }) });',
            "mime": "text/html",
        },
        {"code": 'require("tslab").display.html("<b>b</b>")', "mime": "text/html"},
    ]
    code_history_pattern = "6 [*]*"
    supported_history_operations = ("tail", "range", "search")


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = kernel_name
    support_iopub_welcome = True


if __name__ == "__main__":
    # The module's own classes ask for a Python kernel.
    unittest.main(verbosity=2)
