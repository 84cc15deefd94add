"""The system calls that are denied to a sandbox, as a filter for bubblewrap's `--seccomp` (seccomp(2), classic BPF).

A notebook needs none of them. They allocate memory that belongs to no file or process and would escape the limits, access other
processes, or have often been used to break out of sandboxes.
"""

import os
import struct

# Name: (number on x86-64, number on ARM64).
REFUSED = {
    # Memory that is not charged to a process.
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    # Other processes.
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # Large attack surface that no notebook needs.
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "open_by_handle_at": (304, 265),
}
MMAP = (9, 222)
# MAP_SHARED | MAP_ANONYMOUS: what such memory holds stays, unseen, when the process lets go of the page.
SHARED_ANONYMOUS = 0x01 | 0x20
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32 = 0x40000000

LOAD, AND, EQUAL, GREATER_EQUAL, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
ENOSYS, EPERM = 38, 1
# Offsets in `struct seccomp_data`.
NUMBER, ARCHITECTURE, FLAGS = 0, 4, 16 + 3 * 8


def system_call_filter(machine=None):
    """The BPF program, or `None` on other processors."""
    if (machine or os.uname().machine) not in ARCHITECTURES:
        return None
    column, architecture = ARCHITECTURES[machine or os.uname().machine]
    numbers = [call[column] for call in REFUSED.values()]
    program = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        # The x32 ABI has other numbers for the same calls.
        (GREATER_EQUAL, len(numbers) + 5, 0, X32),
        (EQUAL, 0, 3, MMAP[column]),
        (LOAD, 0, 0, FLAGS),
        (AND, 0, 0, SHARED_ANONYMOUS),
        (EQUAL, len(numbers) + 2, len(numbers), SHARED_ANONYMOUS),
        *((EQUAL, len(numbers) - at, 0, number) for at, number in enumerate(numbers)),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ERRNO | ENOSYS),
        (RETURN, 0, 0, ERRNO | EPERM),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
